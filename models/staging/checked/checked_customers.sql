-- One row per input row of customers, typed, with the reason why it is rejected, if it is.
{{ check_input('customers') }}
