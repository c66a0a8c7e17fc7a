{#
  Before tables are published: stop, with one line, where one has not the columns that its YAML declares, in that order and of
  those types. A type `id` is the shop's own, bigint or varchar, which is why dbt's contracts cannot say it.

  names: the models to be published.
#}
{% macro check_columns_of_marts(names) %}
    {% set declared = [] %}
    {% for name in names %}
        {% set node = graph.nodes['model.' ~ project_name ~ '.' ~ name] %}
        {% for column in node.columns.values() %}
            {% do declared.append("('" ~ node.alias ~ "', " ~ loop.index ~ ", '" ~ column.name ~ "', '"
                ~ column.data_type | lower | replace(' ', '') ~ "')") %}
        {% endfor %}
    {% endfor %}
    {% set odd = run_query("
        with

        declared (mart, place, column_name, data_type) as (values " ~ declared | join(', ') ~ "),

        built as (

            select
                table_name as mart,
                row_number() over (partition by table_name order by ordinal_position) as place,
                column_name,
                replace(lower(data_type), ' ', '') as data_type
            from information_schema.columns
            where
                table_catalog = '" ~ target.database ~ "'
                and table_schema = '" ~ target.schema ~ "'
                and table_name in (select declared.mart from declared)

        )

        select
            coalesce(declared.mart, built.mart) || ': column ' || coalesce(declared.place, built.place) || ' is '
            || coalesce(built.column_name || ' ' || built.data_type, 'missing') || ', declared is '
            || coalesce(declared.column_name || ' ' || declared.data_type, 'none') as odd
        from declared
        full join built on declared.mart = built.mart and declared.place = built.place
        where
            declared.column_name is distinct from built.column_name
            or not case declared.data_type
                when 'id' then built.data_type in ('bigint', 'varchar')
                when 'id[]' then built.data_type in ('bigint[]', 'varchar[]')
                else declared.data_type = built.data_type
            end
        order by odd
    ").columns[0].values() %}
    {% if odd %}
        {{ stop('Not published: ' ~ odd | join('; ')) }}
    {% endif %}
{% endmacro %}
