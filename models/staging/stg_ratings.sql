-- One row per accepted row of ratings.
{{ stage('ratings') }}
