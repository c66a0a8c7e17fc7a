"""The functions that Basketry's Python models call: pure and typed, arrays in and arrays out."""
