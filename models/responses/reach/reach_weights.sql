-- One row per channel whose opens are known: how many contacts of a customer's own its reach outweighs.
with

noticed as (select * from {{ ref('noticed_contacts') }} where n_known > 0),

channels as (

    select
        channel,
        cast(reach as double) as reach
    from {{ ref('channels') }}

),

-- The square of what a customer noticed above the reach is n * reach * (1 - reach) on average where customers differ by chance
-- alone, and (1 + (n - 1) / (1 + weight)) times that where their shares are spread about it as a beta distribution of that weight.
spreads as (

    select
        channels.channel,
        count(*) filter (where noticed.n_known > 1) as n_customers,
        (
            cast(sum(noticed.n_noticed * noticed.n_noticed) as double)
            - 2 * any_value(channels.reach) * cast(sum(noticed.n_known * noticed.n_noticed) as double)
            + power(any_value(channels.reach), 2) * cast(sum(noticed.n_known * noticed.n_known) as double)
        ) / nullif(any_value(channels.reach * (1 - channels.reach)), 0)
        - cast(sum(noticed.n_known) as double) as above_chance,
        cast(sum(noticed.n_known * (noticed.n_known - 1)) as double) as n_pairs
    from noticed
    inner join channels on noticed.channel = channels.channel
    group by channels.channel

)

select
    channel,
    case
        when n_customers >= {{ setting('min_arm_customers') }}
            then coalesce(1 / greatest(least(above_chance / n_pairs, 0.5), 1e-6) - 1, {{ setting('prior_contacts') }})
        else {{ setting('prior_contacts') }}
    end as weight
from spreads
