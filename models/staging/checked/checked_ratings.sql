-- One row per input row of ratings, typed, with the reason why it is rejected, if it is.
{{ check_input('ratings') }}
