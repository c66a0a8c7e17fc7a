-- One row per finished campaign: which later campaigns it may teach, and whether methods are chosen or tested on it.
with

campaigns as (

    select
        campaign_id,
        starts_on,
        counts_until,
        count(*) filter (where is_treated) as n_contacts
    from {{ ref('response_cases') }}
    where history = 'past'
    group by campaign_id, starts_on, counts_until

),

-- The last campaigns with a quarter of the contacts are the test.
tests as (

    select max(starts_on) as starts_on
    from (
        select
            starts_on,
            sum(n_contacts) over (order by starts_on desc) as n_since,
            sum(n_contacts) over () as n_all
        from campaigns
    ) as counted
    where 4 * n_since >= n_all

),

-- Of those over by then, the last ones with a quarter are what methods are chosen on.
choices as (

    select max(starts_on) as starts_on
    from (
        select
            campaigns.starts_on,
            sum(campaigns.n_contacts) over (order by campaigns.starts_on desc) as n_since,
            sum(campaigns.n_contacts) over () as n_all
        from campaigns
        inner join tests on campaigns.counts_until < tests.starts_on
    ) as counted
    where 4 * n_since >= n_all

)

select
    campaigns.campaign_id,
    coalesce(campaigns.counts_until < choices.starts_on, false) as teaches_choice,
    coalesce(campaigns.starts_on >= choices.starts_on and campaigns.counts_until < tests.starts_on, false) as is_choice,
    campaigns.counts_until < tests.starts_on as teaches_test,
    campaigns.starts_on >= tests.starts_on as is_test
from campaigns
cross join tests
cross join choices
