// SPDX-License-Identifier: Apache-2.0
//
// Reads a life-cycle policy with the classes that Elasticsearch itself reads it with, and prints what they made of it.
// The distribution for tests has these classes, but not the plugin that puts them behind an address. Knows only the
// actions that our policy uses; any other word is an error, as it is there.
import org.elasticsearch.common.Strings
import org.elasticsearch.core.CheckedFunction
import org.elasticsearch.xcontent.NamedXContentRegistry
import org.elasticsearch.xcontent.ParseField
import org.elasticsearch.xcontent.XContentParserConfiguration
import org.elasticsearch.xcontent.json.JsonXContent
import org.elasticsearch.xpack.core.ilm.*

def entry(type, name, read) {
    new NamedXContentRegistry.Entry(type, new ParseField(name), { parser -> read(parser) } as CheckedFunction)
}

def registry = new NamedXContentRegistry([
    entry(LifecycleType, 'timeseries', { TimeseriesLifecycleType.INSTANCE }),
    entry(LifecycleAction, RolloverAction.NAME, RolloverAction.&parse),
    entry(LifecycleAction, SetPriorityAction.NAME, SetPriorityAction.&parse),
    entry(LifecycleAction, ForceMergeAction.NAME, ForceMergeAction.&parse),
    entry(LifecycleAction, DeleteAction.NAME, DeleteAction.&parse),
])
new File(args[0]).withInputStream { file ->
    def parser = JsonXContent.jsonXContent.createParser(
        XContentParserConfiguration.EMPTY.withRegistry(registry), file)
    parser.nextToken()
    parser.nextToken()
    assert parser.currentName() == 'policy'
    parser.nextToken()
    println Strings.toString(LifecyclePolicy.parse(parser, 'mailenable-smtp'))
}
