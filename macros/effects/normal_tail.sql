{#
  The probability that a standard normal value is more than x: Hart (1968), function 5666, as West ("Better approximations
  to cumulative normal functions", Wilmott, May 2005) gives it, exact to the last digits of a double.

  x: SQL expression, a double of at least 0.
#}
{% macro normal_tail(x) -%}
    case
        when {{ x }} > 37 then 0
        when {{ x }} > 7.07106781186547 then
            exp(-0.5 * {{ x }} * {{ x }}) / 2.506628274631
            / ({{ x }} + 1.0 / ({{ x }} + 2.0 / ({{ x }} + 3.0 / ({{ x }} + 4.0 / ({{ x }} + 0.65)))))
        else
            exp(-0.5 * {{ x }} * {{ x }})
            * {{ polynomial(x, ['3.52624965998911e-2', '7.00383064443688e-1', '6.37396220353165e0', '3.3912866078383e1', '1.12079291497871e2', '2.21213596169931e2', '2.20206867912376e2']) }}
            / {{ polynomial(x, ['8.83883476483184e-2', '1.75566716318264e0', '1.6064177579207e1', '8.67807322029461e1', '2.96564248779674e2', '6.37333633378831e2', '7.93826512519948e2', '4.40413735824752e2']) }}
    end
{%- endmacro %}
