using System.Text;
using System.Text.Json.Nodes;
using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts;
using ReferralSilo.Fhir;

namespace ReferralSilo.Host.Tests.Fhir;

/// <summary>Any input is accepted or refused, never an exception.</summary>
public sealed class FhirFuzzTests
{
    private const int Rounds = 2_000;

    [Theory]
    [InlineData(1)]
    [InlineData(20_311_124)]
    public void Changed_resources_are_accepted_or_refused(int seed)
    {
        var (chance, taken) = (new Random(seed), 0);
        for (var round = 0; round < Rounds; round++)
        {
            JsonNode node = chance.Next(2) == 0 ? AResource.Request() : AResource.Transaction();
            for (var changes = chance.Next(1, 5); changes > 0; changes--) Change(node, chance);
            if (Check(AResource.Bytes(node), seed, round)) taken++;
        }
        // Some are accepted and some are refused, so the changes reach the mapping.
        Assert.InRange(taken, Rounds / 50, Rounds - Rounds / 50);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(24_112_031)]
    public void Changed_bytes_are_accepted_or_refused(int seed)
    {
        var chance = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = AResource.Bytes(chance.Next(2) == 0 ? AResource.Request() : AResource.Transaction()).ToList();
            for (var changes = chance.Next(1, 6); changes > 0 && bytes.Count > 0; changes--) Change(bytes, chance);
            Check([.. bytes], seed, round);
        }
    }

    public static TheoryData<string> Bodies() =>
    [
        "", " ", "null", "true", "[]", "{}", "\"x\"", "1e999", "{", "\0", "<Patient xmlns=\"http://hl7.org/fhir\"/>",
        "{\"resourceType\":1}", "{\"resourceType\":null}", "{\"resourceType\":\"\"}", "{\"resourceType\":\"Nothing\"}",
        "{\"resourceType\":\"servicerequest\"}", "{\"resourceType\":\"\\ud800\"}", "{\"\\ud800\":1}",
        "{\"resourceType\":\"ServiceRequest\",\"status\":\"\\udc00\"}",
        "{\"resourceType\":\"ServiceRequest\",\"resourceType\":\"Patient\"}",
        "{\"resourceType\":\"ServiceRequest\",\"priority\":1e999999}",
        "{\"resourceType\":\"ServiceRequest\",\"contained\":[null,1,\"x\",[],{}]}",
        "{\"resourceType\":\"ServiceRequest\",\"subject\":[]}",
        "{\"resourceType\":\"ServiceRequest\",\"_status\":{\"extension\":[{\"url\":\"x\"}]}}",
        "{\"resourceType\":\"Bundle\",\"entry\":[null]}",
        "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{},{\"resource\":null},{\"resource\":{}}]}",
        "{\"resourceType\":\"Bundle\",\"type\":\"transaction\"}",
    ];

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Body_that_is_not_a_request_is_refused(string body) =>
        Assert.NotNull(AResource.Map(Encoding.UTF8.GetBytes(body)).Refusal);

    [Fact]
    public void Too_deep_too_many_entries_and_too_large_are_refused()
    {
        var deep = $$"""{"resourceType":"ServiceRequest","extension":{{string.Concat(Enumerable.Repeat("[{\"extension\":", 20_000))}}""";
        Assert.Equal(400, AResource.Map(Encoding.UTF8.GetBytes(deep)).Refusal!.Status);
        var nested = $$"""{"resourceType":"ServiceRequest","extension":{{string.Concat(Enumerable.Repeat("[{\"extension\":", 16))}}1{{string.Concat(Enumerable.Repeat("}]", 16))}}}""";
        Assert.Equal(400, AResource.Map(Encoding.UTF8.GetBytes(nested)).Refusal!.Status);
        var many = AResource.Transaction();
        for (var i = 0; i < FhirNames.MaxEntries; i++) many["entry"]!.AsArray().Add(new JsonObject());
        Assert.Equal(413, AResource.Map(AResource.Bytes(many)).Refusal!.Status);
        Assert.Equal(413, AResource.Map(new byte[FhirNames.MaxBodyBytes + 1]).Refusal!.Status);
    }

    private static bool Check(byte[] body, int seed, int round)
    {
        try
        {
            var (mapped, refusal) = AResource.Map(body);
            Assert.True(mapped is null != refusal is null);
            if (refusal is not null) Assert.InRange(refusal.Status, 400, 499);
            else OptionalValues.Parse(mapped!.Input!, IntakeChannel.Fhir, null, new(2031, 3, 3));
            return mapped is not null;
        }
        catch (Exception error) when (error is not Xunit.Sdk.XunitException)
        {
            throw new Xunit.Sdk.XunitException($"seed {seed}, round {round}: {error}\n{Encoding.UTF8.GetString(body)}");
        }
    }

    private static void Change(JsonNode root, Random chance)
    {
        var nodes = All(root).Where(node => node.Parent is not null).ToArray();
        if (nodes.Length == 0) return;
        var node = nodes[chance.Next(nodes.Length)];
        var parent = node.Parent!;
        if (parent is JsonArray list)
        {
            var index = node.GetElementIndex();
            if (chance.Next(3) == 0) list.Insert(index, node.DeepClone());
            else if (chance.Next(2) == 0) list.RemoveAt(index);
            else list[index] = Value(nodes, chance);
            return;
        }
        var (owner, name) = (parent.AsObject(), node.GetPropertyName());
        switch (chance.Next(5))
        {
            case 0: owner.Remove(name); break;
            case 1: owner[name] = new JsonArray(node.DeepClone(), Value(nodes, chance)); break;
            case 2: owner["_" + name] = Value(nodes, chance); break;
            default: owner[name] = Value(nodes, chance); break;
        }
    }

    private static JsonNode? Value(JsonNode[] nodes, Random chance) => chance.Next(14) switch
    {
        0 => null,
        1 => JsonValue.Create(chance.NextInt64()),
        2 => JsonNode.Parse("1e400"),
        3 => JsonValue.Create(new string('x', chance.Next(5_000))),
        4 => JsonValue.Create(""),
        5 => new JsonArray(),
        6 => new JsonObject(),
        7 => JsonValue.Create("\u0000\uFFFF\u202E"),
        8 => JsonValue.Create("9999-12-31T23:59:59+14:00"),
        9 => JsonValue.Create("0001-01-01"),
        10 => JsonValue.Create("#"),
        11 => JsonValue.Create(chance.Next(2) == 0),
        _ => nodes[chance.Next(nodes.Length)].DeepClone(),
    };

    private static IEnumerable<JsonNode> All(JsonNode? node) => node switch
    {
        null => [],
        JsonObject members => members.SelectMany(member => All(member.Value)).Prepend(node),
        JsonArray items => items.SelectMany(All).Prepend(node),
        _ => [node],
    };

    private static void Change(List<byte> bytes, Random chance)
    {
        var at = chance.Next(bytes.Count);
        switch (chance.Next(5))
        {
            case 0: bytes[at] = (byte)chance.Next(256); break;
            case 1: bytes.RemoveRange(at, Math.Min(bytes.Count - at, chance.Next(1, 40))); break;
            case 2: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, chance.Next(1, 200)))); break;
            case 3: bytes.InsertRange(at, Encoding.ASCII.GetBytes("\\ud800")); break;
            default: bytes.InsertRange(at,
                Encoding.ASCII.GetBytes(new string("[{\"0,:}]"[chance.Next(8)], chance.Next(1, 60)))); break;
        }
    }
}
