-- One row per size of an itemset and subset of its places: none, all, and everything between.
with

places as (

    select
        sizes.n_items,
        masks.mask,
        places.place,
        mod(cast(floor(masks.mask / power(2, places.place - 1)) as integer), 2) = 1 as is_picked
    from range(1, {{ setting('max_itemset_size') + 1 }}) as sizes (n_items)
    inner join range(0, {{ 2 ** setting('max_itemset_size') }}) as masks (mask) on masks.mask < power(2, sizes.n_items)
    inner join range(1, {{ setting('max_itemset_size') + 1 }}) as places (place) on sizes.n_items >= places.place

)

select
    n_items,
    mask,
    count(*) filter (where is_picked) as n_picked,
    coalesce({{ sorted_list('place', 'place') }} filter (where is_picked), {{ list_of([]) }}) as picked_places,
    coalesce({{ sorted_list('place', 'place') }} filter (where not is_picked), {{ list_of([]) }}) as other_places
from places
group by n_items, mask
