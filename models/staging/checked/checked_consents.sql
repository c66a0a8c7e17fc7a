-- One row per input row of consents, typed, with the reason why it is rejected, if it is.
{{ check_input('consents') }}
