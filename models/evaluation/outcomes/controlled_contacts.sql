-- One row per campaign that held customers out and customer contacted or held out.
with

contacts as (select * from {{ ref('stg_contacts') }}),

controlled as (select distinct campaign_id from contacts where arm = 'control')

select
    contacts.campaign_id,
    contacts.customer_id,
    coalesce(contacts.arm, 'treatment') as arm
from contacts
semi join controlled on contacts.campaign_id = controlled.campaign_id
