using System.Text;
using System.Text.Json.Nodes;
using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Fhir;

namespace ReferralSilo.Host.Tests.Fhir;

/// <summary>Errors name the element and never repeat its value (I15), because clients may log them.</summary>
public sealed class FhirAnswersTests
{
    private const string Canary = "CANARYqx77";

    // A response names at most twenty elements, with one sentence each.
    private const int LargestAnswer = 20 * 1024;

    private static JsonNode[] Values =>
    [
        Canary, $"2031-{Canary}", $" {Canary} ", $"{Canary}/1", $"#{Canary}", $"https://x.example/{Canary}/1",
            $"Patient?identifier={Canary}|{Canary}",
        new JsonObject { [Canary] = Canary }, new JsonArray(Canary),
            new JsonArray(new JsonObject { ["value"] = Canary }),
        new JsonObject { [$"{Canary} {Canary}"] = Canary }, JsonNode.Parse("12345678901234567890")!,
            string.Concat(Enumerable.Repeat(Canary, 3_000)),
        new JsonObject { ["resourceType"] = Canary, ["id"] = Canary },
            new JsonArray(new JsonObject { ["resourceType"] = Canary }),
    ];

    public static TheoryData<string> Requests() => ["request", "transaction", "rich"];

    [Theory]
    [MemberData(nameof(Requests))]
    public void Errors_name_the_element_and_never_the_value(string kind)
    {
        var original = kind switch
        {
            "request" => AResource.Request(),
            "transaction" => AResource.Transaction(),
            _ => FhirDetailsTests.Rich(),
        };
        var refused = 0;
        foreach (var path in Paths(original, []))
            foreach (var value in Values)
            {
                var changed = original.DeepClone().AsObject();
                Put(changed, path, value);
                if (Check(AResource.Bytes(changed))) refused++;
            }
        Assert.True(refused > 100);
    }

    [Theory]
    [InlineData("{\"resourceType\":\"CANARYqx77\"}")]
    [InlineData("{\"resourceType\":\"ServiceRequest\",\"status\":\"CANARYqx77")]
    [InlineData("{\"CANARYqx77\":1,\"CANARYqx77\":2}")]
    [InlineData("CANARYqx77")]
    [InlineData("""
        {
          "resourceType": "Bundle", "type": "transaction",
          "entry": [
            {
              "resource": { "resourceType": "CANARYqx77" },
              "request": { "method": "CANARYqx77", "url": "CANARYqx77" }
            }
          ]
        }
        """)]
    public void Unreadable_body_is_not_repeated(string body) => Assert.True(Check(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Answer_to_a_body_with_many_errors_is_small()
    {
        var request = AResource.Request();
        request["reasonCode"] =
            new JsonArray([.. Enumerable.Range(0, 2_000)
                .Select(_ => (JsonNode)new JsonObject { [Canary + Canary] = Canary })]);
        Assert.True(Check(AResource.Bytes(request)));
    }

    [Fact]
    public void Path_is_cut_at_the_first_invalid_fhir_name()
    {
        Assert.Equal("Patient.name[0].given[1]", FhirPath.Safe("Patient.name[0].given[1]"));
        Assert.Equal("Patient", FhirPath.Safe("Patient.Dana Okafor"));
        Assert.Equal("Patient.name[0]", FhirPath.Safe($"Patient.name[0].{new string('x', 41)}"));
        Assert.Equal("", FhirPath.Safe("\u202E"));
        Assert.True(FhirPath.Safe(string.Join('.', Enumerable.Repeat("name", 1_000))).Length <= 200);
    }

    /// <summary>Whether the body was refused. Checks the response in both cases.</summary>
    private static bool Check(byte[] body)
    {
        var (mapped, refusal) = AResource.Map(body);
        var issues = refusal?.Issues ?? mapped!.Issues;
        if (mapped is not null
            && OptionalValues.Parse(mapped.Input!, IntakeChannel.Fhir, null, new(2031, 3, 3)) is { Value: null } parsed)
            (refusal, issues) =
                (ProblemOutcome.From(new Problem(400, "invalid-input", "Bad input.", parsed.Errors.ToDictionary())),
                    []);
        var answer = OutcomeWriter.Write(refusal?.Issues ?? issues);
        // Paths consist of element names, so only values are checked.
        var text = string.Join('\n', JsonNode.Parse(answer)!["issue"]!.AsArray()
            .Select(issue => $"{issue!["diagnostics"]} {issue["details"]}"));
        Assert.DoesNotContain(Canary, text);
        Assert.DoesNotContain("12345678901234567890", text);
        Assert.True(answer.Length < LargestAnswer, $"{answer.Length}");
        return refusal is not null;
    }

    private static IEnumerable<object[]> Paths(JsonNode? node, object[] at)
    {
        if (at.Length > 0) yield return at;
        var children = node switch
        {
            JsonObject members => members.Select(member => (Step: (object)member.Key, member.Value)),
            JsonArray items => items.Select((item, index) => (Step: (object)index, Value: item)),
            _ => [],
        };
        foreach (var (step, child) in children)
            foreach (var path in Paths(child, [.. at, step])) yield return path;
    }

    private static void Put(JsonNode root, object[] path, JsonNode value)
    {
        foreach (var step in path[..^1]) root = step is int index ? root[index]! : root[(string)step]!;
        if (path[^1] is int last) root[last] = value.DeepClone();
        else root[(string)path[^1]] = value.DeepClone();
    }
}
