{#
  The input contract, the one place where tables, columns, types and nullability stand.

  Each table: `required` (the shop must bring it), `key` (what makes a row the same thing again), `newest` (of two rows
  with one key the one with the largest value stays), `merge` (equal rows are counted, not rejected), `references`
  (a column whose value must stand in another table), `traits` (extra columns trait_* pass through), `columns`.

  Each column: `type` (id, text, quantity, price, money, number, integer, time, boolean), `required` (the table must have it),
  `nullable` (its value may be missing although the column is required), `past` (a time that cannot lie in the future),
  `checks` (pairs: a SQL condition that a value must meet, and the reason with which one that fails it is rejected).

  Types: `id` stays as it came, whole number or text (see id_type); quantity is decimal(18, 3), price decimal(18, 8),
  money decimal(18, 4); times are UTC. Sums of money are decimal(18, 4) too, hence the limit of 10 billion for a line.
#}
{% macro contract() %}
    {% set scale = setting('rating_scale') %}
    {{ return({
        'order_lines': {'required': true, 'columns': {
            'order_id': {'type': 'id', 'required': true},
            'customer_id': {'type': 'id', 'required': true, 'nullable': true},
            'product_id': {'type': 'id', 'required': true},
            'ordered_at': {'type': 'time', 'required': true, 'past': true},
            'quantity': {'type': 'quantity', 'required': true, 'checks': [
                ('quantity <> 0', 'quantity is zero'),
                ('abs(quantity) < 10000000000', 'quantity is 10 billion or more'),
            ]},
            'unit_price': {'type': 'price', 'required': true, 'checks': [
                ('unit_price >= 0', 'unit_price is negative'),
                ('abs(' ~ line_gross() ~ ') < 10000000000', 'quantity times unit_price is 10 billion or more'),
            ]},
            'discount': {'type': 'money', 'checks': [('abs(discount) < 10000000000', 'discount is 10 billion or more')]},
            'channel': {'type': 'text'},
            'currency': {'type': 'text'},
        }},
        'products': {'key': ['product_id'], 'columns': {
            'product_id': {'type': 'id', 'required': true},
            'name': {'type': 'text'},
            'category': {'type': 'text'},
            'brand': {'type': 'text'},
            'unit_cost': {'type': 'price', 'checks': [('unit_cost >= 0', 'unit_cost is negative')]},
            'list_price': {'type': 'price', 'checks': [('list_price >= 0', 'list_price is negative')]},
            'stock': {'type': 'quantity'},
        }},
        'customers': {'key': ['customer_id'], 'traits': true, 'columns': {
            'customer_id': {'type': 'id', 'required': true},
            'first_seen_at': {'type': 'time'},
            'region': {'type': 'text'},
            'birth_year': {'type': 'integer', 'checks': [('birth_year between 1850 and 2150', 'birth_year is impossible')]},
        }},
        'ratings': {'key': ['customer_id', 'product_id'], 'newest': 'rated_at', 'columns': {
            'customer_id': {'type': 'id', 'required': true},
            'product_id': {'type': 'id', 'required': true},
            'rating': {'type': 'number', 'required': true, 'checks': [
                ('rating between ' ~ scale[0] ~ ' and ' ~ scale[1], 'rating is off the scale of ' ~ scale[0] ~ ' to ' ~ scale[1]),
            ] if scale else []},
            'rated_at': {'type': 'time', 'past': true},
        }},
        'reviews': {'key': ['review_id'], 'columns': {
            'review_id': {'type': 'text', 'required': true},
            'product_id': {'type': 'id', 'required': true},
            'text': {'type': 'text', 'required': true, 'nullable': true},
            'customer_id': {'type': 'id'},
            'rating': {'type': 'number'},
            'language': {'type': 'text'},
            'created_at': {'type': 'time', 'past': true},
        }},
        'events': {'merge': true, 'columns': {
            'customer_id': {'type': 'id', 'required': true},
            'event_type': {'type': 'text', 'required': true},
            'occurred_at': {'type': 'time', 'required': true, 'past': true},
            'product_id': {'type': 'id'},
            'device': {'type': 'text'},
            'location': {'type': 'text'},
            'channel': {'type': 'text'},
            'value': {'type': 'number'},
        }},
        'campaigns': {'key': ['campaign_id'], 'columns': {
            'campaign_id': {'type': 'text', 'required': true},
            'starts_at': {'type': 'time', 'required': true},
            'ends_at': {'type': 'time', 'required': true, 'checks': [('ends_at >= starts_at', 'ends_at is before starts_at')]},
            'name': {'type': 'text'},
            'offer_id': {'type': 'text'},
            'channel': {'type': 'text'},
            'cost': {'type': 'money'},
        }},
        'contacts': {'key': ['campaign_id', 'customer_id'], 'references': {'campaign_id': 'campaigns'}, 'columns': {
            'campaign_id': {'type': 'text', 'required': true},
            'customer_id': {'type': 'id', 'required': true},
            'arm': {'type': 'text', 'checks': [("arm in ('treatment', 'control')", 'arm is neither treatment nor control')]},
            'channel': {'type': 'text'},
            'contacted_at': {'type': 'time', 'past': true},
            'offer_id': {'type': 'text'},
            'propensity': {'type': 'number', 'checks': [('propensity > 0 and propensity <= 1', 'propensity is not in (0, 1]')]},
            'choice_propensity': {'type': 'number', 'checks': [
                ('choice_propensity > 0 and choice_propensity <= 1', 'choice_propensity is not in (0, 1]'),
                ('propensity <= 1.000001 * choice_propensity', 'propensity is more than choice_propensity'),
            ]},
            'segment': {'type': 'text'},
        }},
        'responses': {'merge': true, 'references': {'campaign_id': 'campaigns'}, 'columns': {
            'campaign_id': {'type': 'text', 'required': true},
            'customer_id': {'type': 'id', 'required': true},
            'response_type': {'type': 'text', 'required': true},
            'occurred_at': {'type': 'time', 'required': true, 'past': true},
            'value': {'type': 'number'},
            'product_id': {'type': 'id'},
        }},
        'surveys': {'merge': true, 'columns': {
            'customer_id': {'type': 'id', 'required': true},
            'answered_at': {'type': 'time', 'required': true, 'past': true},
            'campaign_id': {'type': 'text'},
            'score': {'type': 'number'},
            'tags': {'type': 'text'},
            'comment': {'type': 'text'},
        }},
        'consents': {'key': ['customer_id', 'channel'], 'newest': 'updated_at', 'columns': {
            'customer_id': {'type': 'id', 'required': true},
            'channel': {'type': 'text', 'required': true},
            'allowed': {'type': 'boolean', 'required': true},
            'updated_at': {'type': 'time', 'required': true, 'past': true},
        }},
    }) }}
{% endmacro %}
