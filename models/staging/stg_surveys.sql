-- One row per accepted row of surveys.
{{ stage('surveys') }}
