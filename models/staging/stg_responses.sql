-- One row per accepted row of responses.
{{ stage('responses') }}
