-- One row per offer and segment (or all): the parameters of what is believed of its response and of what a response is worth.
with

evidence as (select * from {{ ref('offer_evidence') }}),

offers as (

    select offer_id from {{ ref('offers') }}
    union
    select offer_id from evidence where offer_id <> 'not known'

),

segments as (

    select 'all' as segment
    union
    select segment from {{ ref('segment_profiles') }}
    union
    select segment from evidence

),

totals as (

    select
        *,
        (coalesce(responses, 0) + 1) / (coalesce(contacts, 0) + 2) as rate,
        case when sum_of_values > 0 then sum_of_values / responses end as mean_value,
        case
            when sum_of_values > 0
                then greatest(sum_of_squares / responses - power(sum_of_values / responses, 2), 1e-6 * power(sum_of_values / responses, 2))
        end as variance_of_values
    from (
        select
            {{ ordered_sum('contacts', 'offer_id') }} as contacts,
            {{ ordered_sum('responses', 'offer_id') }} as responses,
            {{ ordered_sum('sum_of_values', 'offer_id') }} as sum_of_values,
            {{ ordered_sum('sum_of_squares', 'offer_id') }} as sum_of_squares
        from evidence
        where segment = 'all'
    ) as sums

),

-- Campaigns that name no offer tell too how often customers answer. As long as little is known, an offer is believed to be like
-- all offers, and in a segment like the offer in all.
offer_priors as (

    select
        offers.offer_id,
        totals.rate as total_rate,
        (coalesce(evidence.responses, 0) + {{ setting('prior_contacts') }} * totals.rate)
        / (coalesce(evidence.contacts, 0) + {{ setting('prior_contacts') }}) as rate,
        totals.mean_value as total_value,
        (coalesce(evidence.sum_of_values, 0) + totals.mean_value) / (coalesce(evidence.responses, 0) + 1) as mean_value,
        totals.variance_of_values
    from offers
    cross join totals
    left join evidence on offers.offer_id = evidence.offer_id and evidence.segment = 'all'

),

known as (

    select
        priors.offer_id,
        segments.segment,
        case when segments.segment = 'all' then priors.total_rate else priors.rate end as prior_rate,
        case when segments.segment = 'all' then priors.total_value else priors.mean_value end as prior_value,
        priors.variance_of_values,
        coalesce(evidence.n_contacts, 0) as n_contacts,
        coalesce(evidence.n_responses, 0) as n_responses,
        coalesce(evidence.contacts, 0) as contacts,
        coalesce(evidence.responses, 0) as responses,
        coalesce(evidence.sum_of_values, 0) as sum_of_values,
        coalesce(evidence.sum_of_squares, 0) as sum_of_squares
    from offer_priors as priors
    cross join segments
    left join evidence on priors.offer_id = evidence.offer_id and segments.segment = evidence.segment

)

-- Beta with Jeffreys' half and the prior contacts; Normal-Gamma with a prior worth one response and four degrees of freedom.
select
    offer_id,
    segment,
    n_contacts,
    n_responses,
    contacts,
    0.5 + {{ setting('prior_contacts') }} * prior_rate + responses as alpha,
    0.5 + {{ setting('prior_contacts') }} * (1 - prior_rate) + greatest(contacts - responses, 0) as beta,
    (prior_value + sum_of_values) / (1 + responses) as value_mean,
    case when prior_value is not null then 1 + responses end as value_kappa,
    case when prior_value is not null then 2 + responses / 2 end as value_shape,
    2 * variance_of_values
    + greatest(sum_of_squares - coalesce(power(sum_of_values, 2) / nullif(responses, 0), 0), 0) / 2
    + responses * power(coalesce(sum_of_values / nullif(responses, 0), prior_value) - prior_value, 2) / (2 * (1 + responses)) as value_rate
from known
