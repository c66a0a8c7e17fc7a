-- One row per measure that this build finds far from where it was in the last builds of earlier days.
with

history as (select * from {{ ref('build_history') }}),

this_build as (select * from {{ ref('this_build') }}),

-- Of builds of one day the one of the larger id speaks, so that a rebuild says the same.
earlier as (

    select history.*
    from history
    inner join this_build on history.shop = this_build.shop and history.as_of < this_build.as_of
    qualify
        history.build_id = max(history.build_id) over (partition by history.as_of)
        and dense_rank() over (order by history.as_of desc) <= {{ setting('drift_builds') }}

),

usual as (

    select
        area,
        measure,
        count(*) as n_builds,
        {{ ordered_sum('value', 'as_of, build_id') }} / count(*) as usual
    from earlier
    group by area, measure

),

spreads as (

    select
        usual.area,
        usual.measure,
        usual.n_builds,
        usual.usual,
        sqrt({{ ordered_sum('power(earlier.value - usual.usual, 2)', 'earlier.as_of, earlier.build_id') }} / nullif(usual.n_builds - 1, 0)) as spread
    from usual
    inner join earlier on usual.area = earlier.area and usual.measure = earlier.measure
    group by usual.area, usual.measure, usual.n_builds, usual.usual

),

measures as (select * from {{ ref('build_measures') }}),

-- A measure that is gone is a segment or an offer that is gone.
compared as (

    select
        coalesce(measures.area, spreads.area) as area,
        coalesce(measures.measure, spreads.measure) as measure,
        coalesce(measures.value, 0) as value,
        coalesce(spreads.usual, 0) as usual,
        coalesce(spreads.n_builds, 0) as n_builds,
        spreads.spread
    from measures
    full join spreads on measures.area = spreads.area and measures.measure = spreads.measure
    where exists (select 1 from earlier)

)

select
    area,
    measure,
    value,
    usual,
    n_builds,
    spread,
    value / nullif(usual, 0) - 1 as change,
    measure || ' is ' || cast(cast(value as decimal(18, 4)) as varchar) || ', it was '
    || cast(cast(usual as decimal(18, 4)) as varchar) || ' in the last ' || n_builds || ' builds.' as reason
from compared
where
    abs(value - usual) > {{ exact(setting('max_drift')) }} * greatest(abs(usual), abs(value))
    and (spread is null or abs(value - usual) > {{ exact(setting('drift_z_score')) }} * spread)
