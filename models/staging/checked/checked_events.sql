-- One row per input row of events, typed, with the reason why it is rejected, if it is.
{{ check_input('events') }}
