-- One row per accepted row of consents.
{{ stage('consents') }}
