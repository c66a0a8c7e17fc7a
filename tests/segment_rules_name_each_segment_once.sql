-- A segment in seeds/segment_rules.csv has one priority and one Chinese name, also where it has several conditions.
select
    segment,
    count(distinct priority) as n_priorities,
    count(distinct segment_zh) as n_chinese_names
from {{ ref('segment_rules') }}
group by segment
having count(distinct priority) > 1 or count(distinct segment_zh) > 1
