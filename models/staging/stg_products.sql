-- One row per accepted row of products.
{{ stage('products') }}
