-- One row per accepted row of campaigns.
{{ stage('campaigns') }}
