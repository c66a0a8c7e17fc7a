-- One row per input row of surveys, typed, with the reason why it is rejected, if it is.
{{ check_input('surveys') }}
