-- One row per accepted row of reviews.
{{ stage('reviews') }}
