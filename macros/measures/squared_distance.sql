{#
  The squared Euclidean distance of a customer to the centre of a cluster, over the features of var `segment_features`.

  cluster: a number; `customers` has a column for each feature, `centres` one for each feature and cluster, <feature>_<cluster>.
  Returns a SQL expression; null where the cluster is not there.
#}
{% macro squared_distance(cluster) -%}
    {%- for feature in setting('segment_features') -%}
        {{ ' + ' if not loop.first }}(customers.{{ feature }} - centres.{{ feature }}_{{ cluster }})
        * (customers.{{ feature }} - centres.{{ feature }}_{{ cluster }})
    {%- endfor -%}
{%- endmacro %}
