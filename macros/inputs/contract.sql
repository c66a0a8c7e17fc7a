{#
  The input contract, the one place where tables, columns, types and nullability stand.

  Each table: `required` (the shop must bring it), `adds` (what one that need not be there is for), `key` (what makes a row the same thing again), `newest` (of two rows
  with one key the one with the largest value stays), `merge` (equal rows are counted, not rejected), `adds_up` (equal rows are so much more
  of the same, unless this column tells them apart), `references` (a column whose value must stand in another table), `filled_by` (where
  columns marked `filled` are left empty they are those of the first row with this value), `traits` (extra columns trait_* pass through), `columns`.

  Each column: `type` (id, text, word, quantity, price, money, number, year, time, boolean), `required` (the table must have it),
  `nullable` (its value may be missing although the column is required), `past` (a time that cannot lie in the future, nor before 1971), `checks` (pairs: a
  SQL condition that a value must meet, and the reason why one that fails it is wrong), `about` (of a word: what of, in seeds/known_words.csv),
  `unknown_words` (what becomes of a word that is not there: kept; else it is wrong), `strict` (of an optional column: a wrong value rejects
  its row), `unread` (what a wrong value counts as; else it is missing), `absent` (what each row has where the table lacks the column; where it
  has it no value may be missing), `filled` (see filled_by), `unsigned` (a minus says nothing).

  A wrong value of a required column rejects its row; of an optional one the row stays and input_notes has the value.

  Types: an `id` is a whole number or text (see id_type); quantity is decimal(18, 3), price decimal(18, 8),
  money decimal(18, 4); times are UTC. Sums of money are decimal(18, 4) too, hence the limit of 10 billion for a line.
#}
{% macro contract() %}
    {% set scale = setting('rating_scale') %}
    {{ return({
        'order_lines': {'required': true, 'adds_up': 'line_number', 'filled_by': 'order_id', 'columns': {
            'order_id': {'type': 'id', 'required': true},
            'customer_id': {'type': 'id', 'required': true, 'nullable': true, 'filled': true},
            'product_id': {'type': 'id', 'required': true},
            'ordered_at': {'type': 'time', 'required': true, 'past': true, 'filled': true},
            'quantity': {'type': 'quantity', 'required': true, 'checks': [
                ('quantity <> 0', 'quantity is zero'),
                ('abs(quantity) < 10000000000', 'quantity is 10 billion or more'),
            ]},
            'unit_price': {'type': 'price', 'strict': true, 'absent': '0', 'checks': [
                ('unit_price >= 0', 'unit_price is negative'),
                ('abs(' ~ line_gross() ~ ') < 10000000000', 'quantity times unit_price is 10 billion or more'),
            ]},
            'discount': {'type': 'money', 'strict': true, 'checks': [('abs(discount) < 10000000000', 'discount is 10 billion or more')]},
            'channel': {'type': 'text', 'filled': true},
            'currency': {'type': 'text', 'filled': true},
            'line_number': {'type': 'text'},
            'status': {'type': 'word', 'about': 'status', 'filled': true},
            'refund': {'type': 'money', 'strict': true, 'unsigned': true},
        }},
        'products': {'adds': 'names, categories, brands, costs and stock: what is advertised, what is barred, what a margin is', 'key': ['product_id'], 'columns': {
            'product_id': {'type': 'id', 'required': true},
            'name': {'type': 'text'},
            'category': {'type': 'text'},
            'brand': {'type': 'text'},
            'unit_cost': {'type': 'price', 'checks': [('unit_cost >= 0', 'unit_cost is negative')]},
            'list_price': {'type': 'price', 'checks': [('list_price >= 0', 'list_price is negative')]},
            'stock': {'type': 'quantity', 'unread': '0'},
        }},
        'customers': {'adds': 'age and traits: what needs an age, and whether the plan is fair', 'key': ['customer_id'], 'traits': true, 'columns': {
            'customer_id': {'type': 'id', 'required': true},
            'first_seen_at': {'type': 'time'},
            'region': {'type': 'text'},
            'birth_year': {'type': 'year', 'checks': [('birth_year between 1901 and 2150', 'birth_year is impossible')]},
        }},
        'ratings': {'adds': 'predicted ratings, and what nobody is recommended again', 'key': ['customer_id', 'product_id'], 'newest': 'rated_at', 'columns': {
            'customer_id': {'type': 'id', 'required': true},
            'product_id': {'type': 'id', 'required': true},
            'rating': {'type': 'number', 'required': true, 'checks': [
                ('rating between ' ~ scale[0] ~ ' and ' ~ scale[1], 'rating is off the scale of ' ~ scale[0] ~ ' to ' ~ scale[1]),
            ] if scale else []},
            'rated_at': {'type': 'time', 'past': true},
        }},
        'reviews': {'adds': 'how many they wrote, as features of customers', 'key': ['review_id'], 'columns': {
            'review_id': {'type': 'text', 'required': true},
            'product_id': {'type': 'id', 'required': true},
            'text': {'type': 'text', 'required': true, 'nullable': true},
            'customer_id': {'type': 'id'},
            'rating': {'type': 'number'},
            'language': {'type': 'text'},
            'created_at': {'type': 'time', 'past': true},
        }},
        'events': {'adds': 'browsing, as features of customers', 'merge': true, 'columns': {
            'customer_id': {'type': 'id', 'required': true},
            'event_type': {'type': 'text', 'required': true},
            'occurred_at': {'type': 'time', 'required': true, 'past': true},
            'product_id': {'type': 'id'},
            'device': {'type': 'text'},
            'location': {'type': 'text'},
            'channel': {'type': 'text'},
            'value': {'type': 'number'},
        }},
        'campaigns': {'adds': 'what past campaigns did, with contacts', 'key': ['campaign_id'], 'columns': {
            'campaign_id': {'type': 'text', 'required': true},
            'starts_at': {'type': 'time', 'required': true},
            'ends_at': {'type': 'time', 'required': true, 'checks': [('ends_at >= starts_at', 'ends_at is before starts_at')]},
            'name': {'type': 'text'},
            'offer_id': {'type': 'text'},
            'channel': {'type': 'word', 'about': 'channel', 'unknown_words': 'kept'},
            'cost': {'type': 'money'},
        }},
        'contacts': {'adds': 'effects of campaigns, quiet days, and what the next plan learns', 'key': ['campaign_id', 'customer_id'], 'references': {'campaign_id': 'campaigns'}, 'columns': {
            'campaign_id': {'type': 'text', 'required': true},
            'customer_id': {'type': 'id', 'required': true},
            'arm': {'type': 'word', 'about': 'arm', 'strict': true},
            'channel': {'type': 'word', 'about': 'channel', 'unknown_words': 'kept'},
            'contacted_at': {'type': 'time', 'past': true},
            'offer_id': {'type': 'text'},
            'propensity': {'type': 'number', 'strict': true, 'checks': [('propensity > 0 and propensity <= 1', 'propensity is not in (0, 1]')]},
            'choice_propensity': {'type': 'number', 'strict': true, 'checks': [
                ('choice_propensity > 0 and choice_propensity <= 1', 'choice_propensity is not in (0, 1]'),
                ('propensity <= 1.000001 * choice_propensity', 'propensity is more than choice_propensity'),
            ]},
            'segment': {'type': 'text'},
        }},
        'responses': {'adds': 'opens, clicks and redemptions, and who unsubscribed', 'merge': true, 'references': {'campaign_id': 'campaigns'}, 'columns': {
            'campaign_id': {'type': 'text'},
            'customer_id': {'type': 'id', 'required': true},
            'response_type': {'type': 'text', 'required': true},
            'occurred_at': {'type': 'time', 'required': true, 'past': true},
            'value': {'type': 'number'},
            'product_id': {'type': 'id'},
        }},
        'surveys': {'adds': 'what customers ask for, and how content they are', 'merge': true, 'columns': {
            'customer_id': {'type': 'id', 'required': true},
            'answered_at': {'type': 'time', 'required': true, 'past': true},
            'campaign_id': {'type': 'text'},
            'score': {'type': 'number'},
            'tags': {'type': 'text'},
            'comment': {'type': 'text'},
        }},
        'consents': {'adds': 'who may be contacted by which channel; without it everybody may', 'key': ['customer_id', 'channel'], 'newest': 'updated_at', 'columns': {
            'customer_id': {'type': 'id', 'required': true},
            'channel': {'type': 'word', 'about': 'channel', 'required': true, 'unknown_words': 'kept'},
            'allowed': {'type': 'boolean', 'about': 'consent', 'required': true},
            'updated_at': {'type': 'time', 'required': true, 'past': true},
        }},
    }) }}
{% endmacro %}
