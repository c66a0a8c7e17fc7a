-- One row per campaign and customer contacted or held out who said how content they are: scores of surveys, ratings of products.
with

windows as (select * from {{ ref('campaign_windows') }}),

contacts as (select * from {{ ref('stg_contacts') }}),

-- A survey belongs to the campaign that it names, whenever it is answered; a rating to those in whose window it falls.
answers as (

    select
        contacts.campaign_id,
        contacts.customer_id,
        'survey' as kind,
        surveys.score as answer
    from contacts
    inner join {{ ref('stg_surveys') }} as surveys
        on contacts.campaign_id = surveys.campaign_id and contacts.customer_id = surveys.customer_id
    where surveys.score is not null
    union all
    select
        contacts.campaign_id,
        contacts.customer_id,
        'rating' as kind,
        ratings.rating as answer
    from contacts
    inner join windows on contacts.campaign_id = windows.campaign_id
    inner join {{ ref('stg_ratings') }} as ratings on contacts.customer_id = ratings.customer_id
    where {{ local_day('ratings.rated_at') }} between windows.starts_on and windows.counts_until

)

-- Sums of decimals do not depend on the order; no scale goes as far as a billion.
select
    campaign_id,
    customer_id,
    count(*) filter (where kind = 'survey') as n_surveys,
    coalesce(sum(cast(least(greatest(answer, -1e9), 1e9) as decimal(38, 9))) filter (where kind = 'survey'), 0) as sum_of_surveys,
    count(*) filter (where kind = 'rating') as n_ratings,
    coalesce(sum(cast(least(greatest(answer, -1e9), 1e9) as decimal(38, 9))) filter (where kind = 'rating'), 0) as sum_of_ratings
from answers
group by campaign_id, customer_id
