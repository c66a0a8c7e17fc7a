{#
  The value that a beta variable stays below with a given probability, from the cell of beta_curves in which it lies: within a cell
  the density of the log-odds is taken to be a straight line. Right to about 1e-6.

  curves: name of the relation whose row is that cell.
  share: SQL expression, the probability, at least share_from and below share_to of that row.
#}
{% macro curve_quantile(curves, share) -%}
    {%- set part = '((' ~ share ~ ' - ' ~ curves ~ '.share_from) / (' ~ curves ~ '.share_to - ' ~ curves ~ '.share_from))' -%}
    {%- set sum = '(' ~ curves ~ '.density + ' ~ curves ~ '.next_density)' -%}
    {%- set difference = '(' ~ curves ~ '.next_density - ' ~ curves ~ '.density)' -%}
    1 / (1 + exp(
        -{{ curves }}.log_odds
        - {{ curves }}.step * {{ part }} * {{ sum }}
        / ({{ curves }}.density + sqrt(power({{ curves }}.density, 2) + {{ difference }} * {{ sum }} * {{ part }}))
    ))
{%- endmacro %}
