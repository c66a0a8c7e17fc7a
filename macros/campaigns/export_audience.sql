{#
  Write who is to be contacted into one file per campaign and channel, for a mailing tool:
  dbt run-operation export_audience --args '{folder: audiences}'

  folder: where the files go, <campaign_id>_<channel>.csv; it is made where it is not there.
  file_format: csv or parquet.
  with_customer_id: false gives a pseudonym in place of customer_id, md5 of var build_seed and the customer, as a
    column recipient; true gives customer_id.

  Each row has the day and the hour to send it. What is written is the published plan, of one build that passed, however the working file
  lies. Stops where that plan breaks a limit, or gives a customer what they may not get by what the working file knows by now (contacts
  that were made meanwhile count too), and writes nothing then; and where the working file has gone on to another build. Who is held
  out is in no file.
#}
{% macro export_audience(folder, file_format='csv', with_customer_id=false) %}
    {% if file_format not in ['csv', 'parquet'] %}
        {{ stop('file_format is csv or parquet, not ' ~ file_format) }}
    {% endif %}
    {{ attach_published() }}
    {% set plan, constraints, times = 'published.main.campaign_plan', 'published.main.plan_constraints', 'published.main.contact_times' %}
    {% for name in run_query(broken_limits(plan, constraints)).columns[0] %}
        {{ stop('Nothing is exported: the plan breaks the limit ' ~ name) }}
    {% endfor %}
    {% set broken = 'select distinct broken from (' ~ broken_by_customer(plan) ~ ') as broken order by broken' %}
    {% for name in run_query(broken).columns[0] %}
        {{ stop('Nothing is exported: the plan breaks the rule of a customer: ' ~ name) }}
    {% endfor %}
    {% set recipient = 'customer_id' if with_customer_id else
        "md5(concat_ws('|', '" ~ dbt.escape_single_quotes(setting('build_seed') | string) ~ "', 'recipient', customer_id)) as recipient" %}
    {% set audiences = run_query('select distinct campaign_id, channel from ' ~ plan ~ ' where not is_holdout order by campaign_id, channel') %}
    {% for audience in audiences.rows %}
        {% set file = folder ~ '/' ~ audience[0] ~ '_' ~ audience[1] ~ '.' ~ file_format %}
        {{ plugin_call('make_folder_for', [file]) }}
        {% set query %}
            select
                {{ recipient }}, offer_name, offer_name_zh, product_names, discount, valid_from, valid_to, send_on, send_hour
            from {{ plan }}
            left join (select customer_id, campaign_id, send_on, send_hour from {{ times }}) as times using (customer_id, campaign_id)
            where
                not is_holdout
                and campaign_id = {{ dbt.string_literal(dbt.escape_single_quotes(audience[0])) }}
                and channel = {{ dbt.string_literal(dbt.escape_single_quotes(audience[1])) }}
            order by 1, product_names
        {% endset %}
        {% do run_query('copy (' ~ query ~ ') to ' ~ dbt.string_literal(dbt.escape_single_quotes(file)) ~ ' (format ' ~ file_format ~ ')') %}
        {{ log('Wrote ' ~ file, info=true) }}
    {% endfor %}
{% endmacro %}
