{#
  What a value of an input table can have wrong, in the order in which it is told.

  column: a column of the contract that the table brings.
  rule: what the contract says of it.
  raw_type: the type that it comes in.
  format: how it is written (column_formats).
  is_split: whether the parts of its times stand beside the raw values.
  Returns a list of (condition, SQL expression of the reason); the row is `typed`, the values as they came `typed.raw`.
#}
{% macro wrong_values(column, rule, raw_type, format, is_split) %}
    {%- set is_text = raw_type | upper == 'VARCHAR' -%}
    {%- set raw = 'typed.raw.' ~ column -%}
    {%- set came = cleaned(raw) ~ ' is not null' if is_text else "cast(" ~ raw ~ " as varchar) not in ('', 'nan')" if rule.type == 'id' else raw ~ ' is not null' -%}
    {%- set wrong = [] -%}
    {%- set fails = 'typed.' ~ column ~ ' is null and ' ~ came -%}
    {%- if rule.type == 'id' and is_text -%}
        {%- do wrong.append((
            "regexp_full_match(" ~ cleaned(raw) ~ ", '[0-9]([.,][0-9]+)?[eE]\\+[0-9]+')",
            "'" ~ column ~ " was shortened by a spreadsheet'"
        )) -%}
    {%- elif is_split -%}
        {%- set parts = 'typed.raw.parts_of_' ~ column -%}
        {%- do wrong.append((
            fails ~ " and regexp_matches(" ~ parts ~ ".zone, '^[A-Za-z]')",
            "'" ~ column ~ " has a zone in letters, ' || upper(" ~ parts ~ ".zone)"
        )) -%}
        {%- if not format.order and not format.pattern -%}
            {%- do wrong.append((
                fails ~ " and length(" ~ parts ~ ".first) in (1, 2)",
                "'" ~ column ~ " does not tell day and month apart'"
            )) -%}
        {%- endif -%}
    {%- elif format.decimal == '' and is_text -%}
        {%- for sign, name in {',': 'comma', '.': 'point'}.items() -%}
            {%- do wrong.append((fails ~ " and " ~ raw ~ " like '%" ~ sign ~ "%'", "'" ~ column ~ " does not say what its " ~ name ~ " means'")) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if rule.type not in ['text', 'word'] or rule.type == 'word' and rule.unknown_words != 'kept' -%}
        {%- do wrong.append((fails, "'" ~ column ~ " is not " ~ kind_in_words(rule.about or rule.type) ~ "'")) -%}
    {%- endif -%}
    {%- for condition, reason in rule.get('checks', []) -%}
        {%- do wrong.append(('not (' ~ condition ~ ')', "'" ~ reason ~ "'")) -%}
    {%- endfor -%}
    {%- if rule.past -%}
        {%- do wrong.append(("typed." ~ column ~ " < timestamp '1971-01-01'", "'" ~ column ~ " lies before 1971, as an empty time is often written'")) -%}
        {%- do wrong.append(('typed.' ~ column ~ ' >= ' ~ end_of_time(), "'" ~ column ~ " is in the future'")) -%}
    {%- endif -%}
    {{ return(wrong) }}
{% endmacro %}
