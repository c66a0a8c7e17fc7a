-- One row per cluster: its centre, in scaled features. Whoever is nearest to it belongs to it.
select
    matched.cluster,
    matched.last_cluster,
    {% for feature in setting('segment_features') %}
    fits.{{ feature }},
    {% endfor %}
    fits.n_fitted
from {{ ref('cluster_fits') }} as fits
inner join {{ ref('cluster_counts') }} as counts on fits.n_clusters = counts.n_clusters
inner join {{ ref('matched_clusters') }} as matched on fits.cluster = matched.fitted_cluster
where counts.is_chosen
