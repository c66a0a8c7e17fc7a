-- One row per accepted row of customers.
{{ stage('customers') }}
