-- One row per table or seed and column whose names are to meet others: how many there are, and how many meet nothing.
{%- set shop = this_shop()['tables'] %}
{%- set customers, products, campaigns = ['order_lines', 'customers'], ['order_lines', 'products'], ['campaigns'] %}
{%- set looks = [] %}
{%- for table, column, others in [
    ('customers', 'customer_id', ['order_lines']), ('ratings', 'customer_id', customers), ('reviews', 'customer_id', customers),
    ('events', 'customer_id', customers), ('contacts', 'customer_id', customers), ('responses', 'customer_id', customers),
    ('surveys', 'customer_id', customers), ('consents', 'customer_id', customers),
    ('order_lines', 'product_id', ['products']), ('products', 'product_id', ['order_lines']), ('ratings', 'product_id', products),
    ('reviews', 'product_id', products), ('events', 'product_id', products), ('responses', 'product_id', products),
    ('contacts', 'campaign_id', campaigns), ('responses', 'campaign_id', campaigns), ('surveys', 'campaign_id', campaigns),
] if table in shop %}
{%- do looks.append((table, column, ref('checked_' ~ table), others)) %}
{%- endfor %}
{%- for seed, column in [
    ('suppressed_customers', 'customer_id'), ('never_recommend', 'customer_id'), ('never_recommend', 'product_id'),
    ('never_recommend', 'category'), ('boosted_products', 'product_id'), ('boosted_products', 'category'),
    ('product_lists', 'product_id'), ('product_lists', 'category'),
] %}
{%- set others = {'customer_id': customers, 'product_id': products, 'category': ['products']}[column] %}
{%- do looks.append(('seeds/' ~ seed ~ '.csv', column, ref(seed), others)) %}
{%- endfor %}
{%- set words = [] %}
{%- for table, column, about in [
    ('responses', 'response_type', 'response'), ('consents', 'channel', 'channel'), ('contacts', 'channel', 'channel'),
    ('campaigns', 'channel', 'channel'),
] if table in shop %}
{%- do words.append((table, column, about)) %}
{%- endfor %}
with

known as (

    {% for column, table in [
        ('customer_id', 'order_lines'), ('customer_id', 'customers'), ('product_id', 'order_lines'), ('product_id', 'products'),
        ('category', 'products'), ('campaign_id', 'campaigns'),
    ] %}
    {{ 'union all' if not loop.first }}
    select distinct
        '{{ table }}.{{ column }}' as place,
        {{ (folded if column == 'category' else same_id)(column) }} as name
    from {{ ref('stg_' ~ table) }}
    {% endfor %}

),

named as (

    {% for origin, column, relation, others in looks %}
    {{ 'union all' if not loop.first }}
    select distinct
        {{ loop.index }} as look,
        cast({{ column }} as varchar) as written,
        {{ (folded if column == 'category' else same_id)(column) }} as name
    from {{ relation }}
    where {{ column }} is not null
    {% endfor %}

),

looks as (

    {% for origin, column, relation, others in looks %}
    {% for table in others %}
    {{ 'union all' if not (loop.first and loop.index0 == 0 and origin == looks[0][0] and column == looks[0][1]) }}
    select
        {{ looks.index((origin, column, relation, others)) + 1 }} as look,
        '{{ origin }}' as origin,
        '{{ column }}' as column_name,
        '{{ others | join(" or ") }}' as meets,
        '{{ table }}.{{ column }}' as place
    {% endfor %}
    {% endfor %}

),

origins as (

    select distinct
        look,
        origin,
        column_name,
        meets
    from looks

),

-- A name may meet one table or the other.
met as (

    select distinct
        named.look,
        named.written
    from named
    inner join looks on named.look = looks.look
    inner join known on looks.place = known.place and named.name = known.name

),

judged as (

    select
        origins.origin,
        origins.column_name,
        origins.meets,
        named.written,
        met.look is null as is_unmet
    from named
    inner join origins on named.look = origins.look
    left join met on named.look = met.look and named.written = met.written
    {% for table, column, about in words %}
    union all
    select distinct
        '{{ table }}' as origin,
        '{{ column }}' as column_name,
        'seeds/known_words.csv' as meets,
        checked.{{ column }} as written,
        words.word is null as is_unmet
    from {{ ref('checked_' ~ table) }} as checked
    left join ({{ words_about(about) }}) as words
        on {{ folded('checked.' ~ column) }} = {{ folded('words.meaning') if about == 'channel' else 'words.word' }}
    where checked.{{ column }} is not null
    {% endfor %}

),

placed as (

    select
        *,
        row_number() over (partition by origin, column_name, is_unmet order by written) as place
    from judged

)

select
    origin,
    column_name,
    meets,
    count(*) as n_names,
    count(*) filter (where is_unmet) as n_unmet,
    string_agg(written, ', ' order by written) filter (where is_unmet and place <= 5) as examples
from placed
group by origin, column_name, meets
