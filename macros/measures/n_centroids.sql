{#
  The most clusters that a build can have: so many columns and rounds SQL is unrolled to.
#}
{% macro n_centroids() %}
    {{ return(setting('n_segments') or setting('max_segments')) }}
{% endmacro %}
