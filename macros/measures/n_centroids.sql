{#
  The most clusters that a build can have: so many columns and rounds SQL is unrolled to.
#}
{% macro n_centroids() %}
    {{ return(var('n_segments') or var('max_segments')) }}
{% endmacro %}
