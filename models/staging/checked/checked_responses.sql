-- One row per input row of responses, typed, with the reason why it is rejected, if it is.
{{ check_input('responses') }}
