-- One row per input row of campaigns, typed, with the reason why it is rejected, if it is.
{{ check_input('campaigns') }}
