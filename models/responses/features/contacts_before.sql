-- One row per response case with an earlier contact: how often the customer had been contacted and had answered until the day before.
with

cases as (select * from {{ ref('response_cases') }}),

contacts as (select * from {{ ref('contact_results') }} where arm = 'treatment'),

windows as (select * from {{ ref('campaign_windows') }}),

-- The day of the first answer counts: one that came later was not known yet.
answers as (

    select
        campaign_id,
        customer_id,
        min(responded_on) as responded_on
    from {{ ref('response_attribution') }}
    where status = 'counted' and is_participation
    group by campaign_id, customer_id

)

select
    cases.history,
    cases.campaign_id,
    cases.customer_id,
    count(*) as n_contacts,
    count(*) filter (where windows.starts_on >= cases.starts_on - {{ setting('contact_window_days') }}) as n_recent_contacts,
    count(answers.customer_id) as n_responses
from cases
inner join contacts on cases.customer_id = contacts.customer_id and cases.campaign_id <> contacts.campaign_id
inner join windows on contacts.campaign_id = windows.campaign_id and cases.starts_on > windows.starts_on
left join answers
    on
        contacts.campaign_id = answers.campaign_id
        and contacts.customer_id = answers.customer_id
        and cases.starts_on > answers.responded_on
group by cases.history, cases.campaign_id, cases.customer_id
