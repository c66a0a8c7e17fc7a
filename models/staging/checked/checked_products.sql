-- One row per input row of products, typed, with the reason why it is rejected, if it is.
{{ check_input('products') }}
