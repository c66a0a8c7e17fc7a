-- One row per input row of reviews, typed, with the reason why it is rejected, if it is.
{{ check_input('reviews') }}
