{#
  Write who is to be contacted into one file per campaign and channel, for a mailing tool:
  dbt run-operation export_audience --args '{folder: audiences}'

  folder: where the files go, <campaign_id>_<channel>.csv; it is made where it is not there.
  file_format: csv or parquet.
  with_customer_id: false gives a pseudonym in place of customer_id, md5 of var build_seed and the customer, as a
    column recipient; true gives customer_id.

  Each row has the day and the hour to send it (contact_times), where the build made that table.
  Stops where the plan breaks a limit, or gives a customer what they may not get (contacts that were made meanwhile count too, where
  the staging tables know of them), and writes nothing then. Who is held out is in no file.
#}
{% macro export_audience(folder, file_format='csv', with_customer_id=false) %}
    {% if file_format not in ['csv', 'parquet'] %}
        {{ stop('file_format is csv or parquet, not ' ~ file_format) }}
    {% endif %}
    {% set plan = adapter.get_relation(target.database, target.schema, 'campaign_plan') %}
    {% set constraints = adapter.get_relation(target.database, target.schema, 'plan_constraints') %}
    {% if plan is none or constraints is none %}
        {{ stop('There is no plan yet: dbt build makes one') }}
    {% endif %}
    {% for name in run_query(broken_limits(plan, constraints)).columns[0] %}
        {{ stop('Nothing is exported: the plan breaks the limit ' ~ name) }}
    {% endfor %}
    {% set broken = 'select distinct broken from (' ~ broken_by_customer() ~ ') as broken order by broken' %}
    {% for name in run_query(broken).columns[0] %}
        {{ stop('Nothing is exported: the plan breaks the rule of a customer: ' ~ name) }}
    {% endfor %}
    {% set recipient = 'customer_id' if with_customer_id else
        "md5(concat_ws('|', '" ~ dbt.escape_single_quotes(setting('build_seed') | string) ~ "', 'recipient', customer_id)) as recipient" %}
    {% set times = adapter.get_relation(target.database, target.schema, 'contact_times') %}
    {% set audiences = run_query('select distinct campaign_id, channel from ' ~ plan ~ ' where not is_holdout order by campaign_id, channel') %}
    {% for audience in audiences.rows %}
        {% set file = folder ~ '/' ~ audience[0] ~ '_' ~ audience[1] ~ '.' ~ file_format %}
        {{ plugin_call('make_folder_for', [file]) }}
        {% set query %}
            select
                {{ recipient }}, offer_name, offer_name_zh, product_names, discount, valid_from, valid_to
                {%- if times is not none %}, send_on, send_hour {% endif %}
            from {{ plan }}
            {% if times is not none %}
            left join (select customer_id, campaign_id, send_on, send_hour from {{ times }}) as times using (customer_id, campaign_id)
            {% endif %}
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
