-- One row per input row of order_lines, typed, with the reason why it is rejected, if it is.
{{ check_input('order_lines') }}
