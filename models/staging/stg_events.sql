-- One row per accepted row of events.
{{ stage('events') }}
