-- One row per input row of contacts, typed, with the reason why it is rejected, if it is.
{{ check_input('contacts') }}
