-- One row per accepted row of contacts.
{{ stage('contacts') }}
