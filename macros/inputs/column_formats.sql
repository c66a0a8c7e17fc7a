{#
  How an input table writes what can be written in more than one way, told by all values of a column together where that is beyond doubt, else
  by what the shop says (input_format).

  table: a table of the contract.
  relation: what brings it.
  raw_types: the types its columns have, by name.
  Returns a dict by column of what to_type wants to know: for times zone, pattern, order (ymd, dmy, mdy; none: it stays open) and is_plain
  (all are years first, without a zone); for numbers decimal ('.', ','; none: it stays open); for ids is_whole.
#}
{% macro column_formats(table, relation, raw_types) %}
    {%- set columns = contract()[table]['columns'] -%}
    {%- set said, formats, looks = input_format(table), {}, [] -%}
    {%- for column, rule in columns.items() if column in raw_types -%}
        {%- set own = dict(said, **said.get('columns', {}).get(column, {})) -%}
        {%- set date_format = own.get('date_format') or '' -%}
        {%- set order = [] -%}
        {%- if '%' not in date_format -%}
            {%- for letter in date_format | lower if letter in ['y', 'd', 'm'] and letter not in order and order | length < 3 -%}
                {%- do order.append(letter) -%}
            {%- endfor -%}
        {%- endif -%}
        {%- set decimal = own.get('decimal') or {'.': ',', ',': '.'}.get(own.get('thousands')) -%}
        {%- do formats.update({column: {
            'zone': own.get('time_zone'), 'pattern': date_format if '%' in date_format else '', 'order': order | join, 'decimal': decimal,
        }}) -%}
        {%- if (raw_types[column] | upper) == 'VARCHAR' -%}
            {%- set text = cleaned('raw.' ~ quoted(column)) -%}
            {%- if rule.type == 'time' and not date_format -%} {%- do looks.append((column, 'time', text)) -%}
            {%- elif rule.type in ['price', 'money'] and not decimal -%} {%- do looks.append((column, 'money', text)) -%}
            {%- elif rule.type in ['quantity', 'number'] and not decimal -%} {%- do looks.append((column, 'number', text)) -%}
            {%- elif rule.type == 'id' -%} {%- do looks.append((column, 'id', text)) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if looks -%}
        {%- set seen = run_query(look_at_columns(looks, relation)).rows[0] -%}
        {%- set commas = namespace(n=0, points=0) -%}
        {%- for column, kind, _ in looks if kind in ['number', 'money'] -%}
            {%- set commas.n = commas.n + seen[column ~ '_commas'] -%}
            {%- set commas.points = commas.points + seen[column ~ '_points'] -%}
        {%- endfor -%}
        {%- for column, kind, _ in looks -%}
            {%- if kind == 'time' -%}
                {%- do formats[column].update({
                    'is_plain': seen[column ~ '_plain'] == seen[column ~ '_all'],
                    'order': date_order(seen[column ~ '_year_first'], seen[column ~ '_first'], seen[column ~ '_second'], seen[column ~ '_third']),
                }) -%}
            {%- elif kind in ['number', 'money'] -%}
                {#- A column that is beyond doubt by itself, else all of the table's. -#}
                {%- set own = seen[column ~ '_commas'] + seen[column ~ '_points'] > 0 -%}
                {%- set n_commas = seen[column ~ '_commas'] if own else commas.n -%}
                {%- set n_points = seen[column ~ '_points'] if own else commas.points -%}
                {%- set is_open = n_commas and n_points or not n_commas and not n_points and seen[column ~ '_either'] > 0 -%}
                {%- do formats[column].update({'decimal': '' if is_open else ',' if n_commas else '.'}) -%}
            {%- else -%}
                {%- do formats[column].update({'is_whole': seen[column ~ '_broken'] > 0 and seen[column ~ '_other'] == 0}) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(formats) }}
{% endmacro %}
