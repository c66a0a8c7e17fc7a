-- The limits that customers share, counted anew from the contacts of the plan.
{{ broken_limits(ref('campaign_plan'), ref('plan_constraints')) }}
