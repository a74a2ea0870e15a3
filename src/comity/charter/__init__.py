"""The rules of a body, and what they say of the counts of a consultation. No input or output, no table, no opinion map.

The charter

- `model.Charter`: the rules of a body as data; `model.json_schema`: its published form
- `parts`, `procedure`, `decisions`, `mechanisms`: what a charter is made of
- `reading.read_charter`: a charter from YAML; `reading.CharterError`: everything that is wrong with it, with lines
- `templates.template`, `templates.text`: charters of known systems, and our own

The evidence of a call

- `call.PollRule`: the shares, floors and quorums by which a poll is read; settings that a charter may change
- `call.poll`: what the votes on one statement show, overall and in each stakeholder group
- `call.evidence`: the polls and the capture margins of all statements of a consultation
- `call.Units`: whom people are tied to, for one kind of unit
- `call.Poll`, `call.GroupPoll`, `call.Margin`, `call.Evidence`: the results
"""
