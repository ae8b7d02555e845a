"""Chat templates as the families of decoders write them: tools, their calls and results, reasoning.

The templates are short ones of our own, with what the published ones of a family use of the
language: macros, namespaces, filters, tests, loops backwards, functions that a template is given.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import transformers

from auto_core.auto.tokenization import AutoTokenizer
from auto_core.errors import InputError

CHATML = """
{%- if tools %}
    {{- '<|im_start|>system\\n' }}
    {%- if messages[0].role == 'system' %}{{- messages[0].content + '\\n\\n' }}{%- endif %}
    {{- "# Tools\\n<tools>" }}
    {%- for tool in tools %}{{- "\\n" }}{{- tool | tojson }}{%- endfor %}
    {{- "\\n</tools><|im_end|>\\n" }}
{%- elif messages[0].role == 'system' %}
    {{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}
{%- endif %}
{%- set ns = namespace(open=true, last=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.open and message.role == "user" and message.content is string and not
        (message.content.startswith('<tool_response>') and message.content.endswith('</a>')) %}
        {%- set ns.open = false %}{%- set ns.last = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- set content = message.content if message.content is string else '' %}
    {%- if message.role == "user" or (message.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>\\n' }}
    {%- elif message.role == "assistant" %}
        {%- set reasoning = '' %}
        {%- if message.reasoning_content is string %}
            {%- set reasoning = message.reasoning_content %}
        {%- elif '</think>' in content %}
            {%- set reasoning = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1] %}
            {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
        {%- endif %}
        {%- if loop.index0 > ns.last and (loop.last or reasoning) %}
            {{- '<|im_start|>assistant\\n<think>\\n' + reasoning.strip('\\n') + '\\n</think>\\n' }}
        {%- else %}{{- '<|im_start|>assistant\\n' }}{%- endif %}
        {{- content.lstrip('\\n') }}
        {%- for call in message.tool_calls or [] %}
            {%- if (loop.first and content) or not loop.first %}{{- '\\n' }}{%- endif %}
            {%- if call.function %}{%- set call = call.function %}{%- endif %}
            {{- '<tool_call>\\n{"name": "' + call.name + '", "arguments": ' }}
            {%- if call.arguments is string %}{{- call.arguments }}
            {%- else %}{{- call.arguments | tojson }}{%- endif %}
            {{- '}\\n</tool_call>' }}
        {%- endfor %}
        {{- '<|im_end|>\\n' }}
    {%- elif message.role == "tool" %}
        {%- if loop.first or messages[loop.index0 - 1].role != "tool" %}
            {{- '<|im_start|>user' }}
        {%- endif %}
        {{- '\\n<tool_response>\\n' + content + '\\n</tool_response>' }}
        {%- if loop.last or messages[loop.index0 + 1].role != "tool" %}
            {{- '<|im_end|>\\n' }}
        {%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}"""

HEADERS = """{{- bos_token }}
{%- if custom_tools is defined %}{%- set tools = custom_tools %}{%- endif %}
{%- if not date_string is defined %}
    {%- if strftime_now is defined %}{%- set date_string = strftime_now("%Y")[:2] %}
    {%- else %}{%- set date_string = "26 Jul 2024" %}{%- endif %}
{%- endif %}
{%- if not tools is defined %}{%- set tools = none %}{%- endif %}
{%- if messages[0]['role'] == 'system' %}
    {%- set system = messages[0]['content'] | trim %}{%- set messages = messages[1:] %}
{%- else %}{%- set system = "" %}{%- endif %}
{{- "<|start_header_id|>system<|end_header_id|>\\n\\nToday: " + date_string + "\\n" + system }}
{%- if tools is not none %}
    {%- for t in tools %}{{- t | tojson(indent=4) }}{{- "\\n\\n" }}{%- endfor %}
{%- endif %}{{- "<|eot_id|>" }}
{%- for message in messages %}
    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>' }}
        {{- message['content'] | trim + '<|eot_id|>' }}
    {%- elif 'tool_calls' in message %}
        {%- if not message.tool_calls | length == 1 %}
            {{- raise_exception("one call at a time") }}
        {%- endif %}
        {%- set call = message.tool_calls[0].function %}
        {{- '{"name": "' + call.name + '", "parameters": ' }}{{- call.arguments | tojson }}
        {{- "}<|eot_id|>" }}
    {%- else %}
        {%- if message.content is mapping or message.content is iterable %}
            {{- message.content | tojson }}
        {%- else %}{{- message.content }}{%- endif %}{{- "<|eot_id|>" }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>' }}{%- endif %}"""

BRACKETS = """{%- if messages[0]["role"] == "system" %}
    {%- set system = messages[0]["content"] %}{%- set loop_messages = messages[1:] %}
{%- else %}{%- set loop_messages = messages %}{%- endif %}
{%- set user_messages = loop_messages | selectattr("role", "equalto", "user") | list %}
{%- set ns = namespace() %}{%- set ns.index = 0 %}
{%- for message in loop_messages %}
    {%- if not (message.role in ["tool", "tool_results"] or
        (message.tool_calls is defined and message.tool_calls is not none)) %}
        {%- if (message["role"] == "user") != (ns.index % 2 == 0) %}
            {{- raise_exception("roles must alternate") }}
        {%- endif %}{%- set ns.index = ns.index + 1 %}
    {%- endif %}
{%- endfor %}{{- bos_token }}
{%- for message in loop_messages %}
    {%- if message["role"] == "user" %}
        {%- if tools is not none and (message == user_messages[-1]) %}
            {{- "[AVAILABLE_TOOLS] [" }}
            {%- for tool in tools %}{%- set tool = tool.function %}
                {{- '{"type": "function", "function": {' }}
                {%- for key, val in tool.items() if key != "return" %}
                    {%- if val is string %}{{- '"' + key + '": "' + val + '"' }}
                    {%- else %}{{- '"' + key + '": ' + val | tojson }}{%- endif %}
                    {%- if not loop.last %}{{- ", " }}{%- endif %}
                {%- endfor %}{{- "}}" }}{%- if not loop.last %}{{- ", " }}{%- endif %}
            {%- endfor %}{{- "][/AVAILABLE_TOOLS]" }}
        {%- endif %}
        {%- if loop.last and system is defined %}
            {{- "[INST] " + system + "\\n\\n" + message["content"] + "[/INST]" }}
        {%- else %}{{- "[INST] " + message["content"] + "[/INST]" }}{%- endif %}
    {%- elif message.tool_calls is defined and message.tool_calls is not none %}
        {{- "[TOOL_CALLS] [" }}
        {%- for call in message.tool_calls %}
            {%- set out = call.function | tojson %}{{- out[:-1] }}
            {%- if not call.id is defined or call.id | length != 9 %}
                {{- raise_exception("ids have nine characters") }}
            {%- endif %}{{- ', "id": "' + call.id + '"}' }}
            {{- ", " if not loop.last else "]" + eos_token }}
        {%- endfor %}
    {%- elif message["role"] == "assistant" %}{{- " " + message["content"] | trim + eos_token }}
    {%- elif message["role"] == "tool" %}
        {%- set content = message.content.content if message.content.content else message.content %}
        {{- '[TOOL_RESULTS] {"content": ' + content | string + "}[/TOOL_RESULTS]" }}
    {%- endif %}
{%- endfor %}"""

TURNS = """{{ bos_token }}
{%- if messages[0]['role'] == 'system' -%}
    {%- if messages[0]['content'] is string -%}
        {%- set prefix = messages[0]['content'] + '\\n\\n' -%}
    {%- else -%}{%- set prefix = messages[0]['content'][0]['text'] + '\\n\\n' -%}{%- endif -%}
    {%- set rest = messages[1:] -%}
{%- else -%}{%- set prefix = "" -%}{%- set rest = messages -%}{%- endif -%}
{%- for message in rest -%}
    {%- if (message['role'] == 'assistant') -%}{%- set role = "model" -%}
    {%- else -%}{%- set role = message['role'] -%}{%- endif -%}
    {{ '<start_of_turn>' + role + '\\n' + (prefix if loop.first else "") }}
    {%- if message['content'] is string -%}{{ message['content'] | trim }}
    {%- elif message['content'] is iterable -%}
        {%- for item in message['content'] -%}
            {%- if item['type'] == 'image' -%}{{ '<start_of_image>' }}
            {%- elif item['type'] == 'text' -%}{{ item['text'] | trim }}{%- endif -%}
        {%- endfor -%}
    {%- endif -%}{{ '<end_of_turn>\\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<start_of_turn>model\\n' }}{%- endif -%}"""

CHANNELS = """
{%- macro written(spec, required) -%}
    {%- if spec.type == "array" -%}
        {{- written(spec['items'], required) + "[]" if spec['items'] else "any[]" }}
        {%- if spec.nullable %}{{- " | null" }}{%- endif -%}
    {%- elif spec.type is defined and spec.type is iterable and spec.type is not string -%}
        {{- spec.type | join(" | ") }}
    {%- elif spec.enum -%}{{- '"' + spec.enum | join('" | "') + '"' }}
    {%- elif spec.type in ["integer", "number"] -%}{{- "number" }}
    {%- elif spec.type == "object" and spec.properties -%}
        {{- "{\\n" }}
        {%- for name, one in spec.properties.items() -%}
            {{- name }}{%- if name not in (spec.required or []) -%}{{- "?" }}{%- endif -%}
            {{- ": " }}{{ written(one, spec.required or []) }}
            {%- if not loop.last -%}{{- ", " }}{%- endif -%}
        {%- endfor -%}{{- "}" }}
    {%- else -%}{{- spec.type or "any" }}{%- endif -%}
{%- endmacro -%}
{%- macro described(tools) -%}
    {{- "namespace functions {\\n\\n" }}
    {%- for tool in tools %}{%- set tool = tool.function %}
        {{- "// " + tool.description + "\\n" }}{{- "type " + tool.name + " = (_: " }}
        {{- written(tool.parameters, tool.parameters.required) + ") => any;\\n\\n" }}
    {%- endfor %}{{- "}" }}
{%- endmacro -%}
{{- "<|start|>system<|message|>Reasoning: " + (reasoning_effort or "medium") }}
{%- if builtin_tools is defined and builtin_tools is not none %}
    {{- builtin_tools | sort | join(", ") }}
{%- endif %}{{- "<|end|>" }}
{%- if tools %}{{- described(tools) }}{%- endif %}
{%- set last = namespace(name=none) %}
{%- for message in messages -%}
    {%- if message.role == 'assistant' -%}
        {%- if "content" in message and "<|channel|>analysis" in message.content %}
            {{- raise_exception("reasoning has a field of its own") }}
        {%- endif %}
        {%- if "tool_calls" in message and message.tool_calls %}
            {%- set call = message.tool_calls[0] %}
            {%- if call.function %}{%- set call = call.function %}{%- endif %}
            {%- set last.name = call.name %}
            {%- set later = namespace(final=false) %}
            {%- for m in messages[loop.index:] %}
                {%- if m.role == 'assistant' and "tool_calls" not in m %}
                    {%- set later.final = true %}
                {%- endif %}
            {%- endfor %}
            {%- if message.thinking and not later.final %}
                {{- "<|channel|>analysis<|message|>" + message.thinking + "<|end|>" }}
            {%- endif %}
            {{- "to=functions." + call.name + " <|message|>" + call.arguments | tojson }}
        {%- elif loop.last and not add_generation_prompt %}
            {%- if message.thinking %}{{- "<|channel|>analysis" + message.thinking }}{%- endif %}
            {{- "<|channel|>final<|message|>" + message.content + "<|return|>" }}
        {%- else %}{{- "<|channel|>final<|message|>" + message.content + "<|end|>" }}{%- endif %}
    {%- elif message.role == 'tool' -%}
        {%- if last.name is none %}{{- raise_exception("no call before") }}{%- endif %}
        {{- "<|start|>functions." + last.name + "<|message|>" + message.content | tojson }}
    {%- else %}{{- "<|start|>" + message.role + "<|message|>" + message.content }}{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}<|start|>assistant{%- endif -%}"""

SENTINELS = """
{%- if not thinking is defined %}{% set thinking = false %}{% endif %}
{%- set ns = namespace(first=false, tool=false, system='', sp=true, user=false) %}
{%- for message in messages %}{%- if message['role'] == 'system' %}
    {%- if ns.sp %}{% set ns.system = ns.system + message['content'] %}{% set ns.sp = false %}
    {%- else %}{% set ns.system = ns.system + '\\n\\n' + message['content'] %}{%- endif %}
{%- endif %}{%- endfor %}{{ bos_token }}{{ ns.system }}
{%- for message in messages %}
    {%- if message['role'] == 'user' %}
        {%- set ns.tool = false %}{%- set ns.user = true %}{{ '<User>' + message['content'] }}
    {%- endif %}
    {%- if message['role'] == 'assistant' and message['tool_calls'] is defined
        and message['tool_calls'] is not none %}
        {%- if ns.user %}{{ '<Assistant></think>' }}{%- endif %}
        {%- set ns.user = false %}{%- set ns.first = false %}{%- set ns.tool = false %}
        {%- for tool in message['tool_calls'] %}
            {%- if not ns.first %}
                {%- if message['content'] is none %}{{ '<calls>' }}
                {%- else %}{{ message['content'] + '<calls>' }}{%- endif %}
                {%- set ns.first = true -%}
            {%- endif %}
            {{ '<call>' + tool['function']['name'] + '<sep>' }}
            {{- tool['function']['arguments'] | tojson(ensure_ascii=False) }}
        {%- endfor %}{{ '</calls><end>' }}
    {%- elif message['role'] == 'assistant' %}
        {%- if ns.user %}{{ '<Assistant>' }}
            {%- if message['prefix'] is defined and message['prefix'] and thinking %}{{ '<think>' }}
            {%- else %}{{ '</think>' }}{%- endif %}
        {%- endif %}{%- set ns.user = false %}
        {%- set content = message['content'] -%}
        {%- if '</think>' in content %}
            {%- set content = content.split('</think>', 1)[1] -%}
        {%- endif %}{{ content + '<end>' }}
    {%- endif %}
    {%- if message['role'] == 'tool' %}
        {%- set ns.user = false %}{%- set ns.tool = true %}
        {{ '<output>' + message['content'] + '</output>' }}
    {%- endif %}
{%- endfor -%}
{%- if add_generation_prompt and ns.user and not ns.tool %}
    {{- '<Assistant>' }}{%- if not thinking %}{{ '</think>' }}{%- else %}{{ '<think>' }}{%- endif %}
{%- endif %}"""

MACROS = """[gMASK]<sop>
{%- if tools -%}<|system|>
{% for tool in tools %}{{ tool | tojson(ensure_ascii=False) }}
{% endfor %}{%- endif -%}
{%- macro visible(content) -%}
    {%- if content is string -%}{{- content }}
    {%- elif content is iterable and content is not mapping -%}
        {%- for item in content -%}
            {%- if item is mapping and item.type == 'text' -%}{{- item.text }}
            {%- elif item is string -%}{{- item }}{%- endif -%}
        {%- endfor -%}
    {%- else -%}{{- content }}{%- endif -%}
{%- endmacro -%}
{%- set ns = namespace(last=-1) %}
{%- for m in messages %}
    {%- if m.role == 'user' %}{% set ns.last = loop.index0 -%}{%- endif %}
{%- endfor %}
{% for m in messages %}
{%- if m.role == 'user' -%}<|user|>
{{ visible(m.content) }}
{{- '/nothink' if (enable_thinking is defined and not enable_thinking
    and not visible(m.content).endswith("/nothink")) else '' -}}
{%- elif m.role == 'assistant' -%}<|assistant|>
{%- set reasoning = '' %}{%- set content = visible(m.content) %}
{%- if m.reasoning_content is string %}{%- set reasoning = m.reasoning_content %}
{%- elif '</think>' in content %}
    {%- set reasoning = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1] %}
    {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
{%- endif %}
{%- if loop.index0 > ns.last and reasoning -%}{{ '\\n<think>' + reasoning.strip() + '</think>' }}
{%- else -%}{{ '\\n<think></think>' }}{%- endif -%}
{%- if content.strip() -%}{{ '\\n' + content.strip() }}{%- endif -%}
{% if m.tool_calls %}{% for tc in m.tool_calls %}
{%- if tc.function %}{%- set tc = tc.function %}{%- endif %}
{{ '\\n<tool_call>' + tc.name }}
{% set _args = tc.arguments %}
{% for k, v in _args.items() %}<arg_key>{{ k }}</arg_key>
<arg_value>{{ v | tojson(ensure_ascii=False) if v is not string else v }}</arg_value>
{% endfor %}</tool_call>{% endfor %}{% endif %}
{%- elif m.role == 'tool' -%}
{%- if m.content is string -%}
{%- if loop.first or (messages[loop.index0 - 1].role != "tool") %}
    {{- '<|observation|>' }}
{%- endif %}
{{- '\\n<tool_response>' + m.content + '</tool_response>' }}
{%- else -%}<|observation|>{% for tr in m.content %}{{ tr.output if tr.output is defined else tr }}
{%- endfor -%}{% endif -%}
{%- elif m.role == 'system' -%}<|system|>
{{ visible(m.content) }}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}<|assistant|>{{- '\\n<think></think>' if (enable_thinking is defined
    and not enable_thinking) else '' -}}{%- endif -%}"""

TEMPLATES = {
    "chatml": CHATML,  # Qwen, Nemotron, SmolLM
    "headers": HEADERS,  # Llama
    "brackets": BRACKETS,  # Mistral
    "turns": TURNS,  # Gemma
    "channels": CHANNELS,  # gpt-oss
    "sentinels": SENTINELS,  # DeepSeek
    "macros": MACROS,  # GLM
}


def weather(city: str, days: int = 1, units: list[str] | None = None) -> str:
    """Tells the weather.

    Args:
        city: Where, a name with "quotes" & <signs>
        days: How many
        units: Of what (choices: ["°C", "°F"])
    """
    return ""


CALL = {
    "role": "assistant",
    "content": "",
    "reasoning_content": "\n It is about Köln. \n",
    "thinking": "Köln?",
    "tool_calls": [
        {
            "id": "abcdefghi",
            "type": "function",
            "function": {"name": "weather", "arguments": {"city": "Köln", "days": 2}},
        }
    ],
}
CHATS = {
    "plain": [
        {"role": "user", "content": " Hi there  "},
        {"role": "assistant", "content": "<think>\nhm\n</think>\n\nhello"},
        {"role": "user", "content": "ok\n"},
    ],
    "system": [
        {"role": "system", "content": "Be brief. "},
        {"role": "user", "content": "Hi"},
    ],
    "tools": [
        {"role": "user", "content": "Weather?"},
        CALL,
        {"role": "tool", "name": "weather", "content": '{"t": 7}', "tool_call_id": "abcdefghi"},
        {"role": "assistant", "content": "7 °C", "reasoning_content": "done"},
    ],
    "waiting": [
        {"role": "user", "content": "Weather?"},
        CALL,
        {"role": "tool", "content": "7", "tool_call_id": "abcdefghi"},
        {"role": "tool", "content": "8", "tool_call_id": "abcdefghi"},
    ],
    "blocks": [
        {"role": "user", "content": [{"type": "text", "text": " What? "}, {"type": "image"}]},
    ],
    "twice": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}],
}
OPTIONS: dict[str, dict[str, Any]] = {
    "bare": {},
    "prompt": {"add_generation_prompt": True},
    "tools": {"tools": [weather], "add_generation_prompt": True},
    "silent": {
        "add_generation_prompt": True,
        "enable_thinking": False,
        "reasoning_effort": "high",
        "builtin_tools": ["python", "browser"],
        "custom_tools": [{"name": "a", "x": None}],
    },
    "thinking": {"add_generation_prompt": True, "thinking": True, "date_string": "1 May 2026"},
}


@pytest.fixture(scope="module")
def both(real_vocabulary: Path) -> tuple[Any, Any]:
    roles = dict(bos_token="[CLS]", eos_token="[SEP]")
    return (
        AutoTokenizer.from_pretrained(real_vocabulary, **roles),
        transformers.AutoTokenizer.from_pretrained(real_vocabulary, **roles),
    )


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("chat", CHATS.values(), ids=CHATS)
@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_a_familys_template(
    both: tuple[Any, Any], template: str, chat: list[dict[str, Any]], options: dict[str, Any]
) -> None:
    """The same text and the same ids; what one refuses, the other refuses too."""
    ours, theirs = both
    options = {"chat_template": template, **options}
    try:
        expected = theirs.apply_chat_template(chat, tokenize=False, **options)
    except Exception:
        with pytest.raises(InputError):
            ours.apply_chat_template(chat, tokenize=False, **options)
        return
    assert ours.apply_chat_template(chat, tokenize=False, **options) == expected
    found = ours.apply_chat_template(chat, **options)["input_ids"]
    assert found == theirs.apply_chat_template(chat, **options)["input_ids"]
