using System.Text.Json.Nodes;
using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts;
using ReferralSilo.Fhir;

namespace ReferralSilo.Host.Tests.Fhir;

/// <summary>HL7's own R4 examples: each is accepted, or refused with a reason that names the element.</summary>
public sealed class FhirExamplesTests
{
    // This patient has a phone, an email and a country.
    private const string ReachablePatient = "Patient-f001.json";

    [Fact]
    public void Every_example_is_accepted_or_refused_with_the_approved_reason()
    {
        if (SharedData.Find("fhir-r4") is not { } folder)
        {
            Assert.Skip("The HL7 examples (shared/data/fhir-r4) are not beside this clone.");
            return;
        }
        var files = Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).ToArray();
        var lines = files.Select(file => $"{Name(file)} | {DescribePost(File.ReadAllBytes(file))}")
            .Concat(files.Where(IsRequest).SelectMany(file => InBundles(file, folder)));
        var received = string.Join('\n', lines) + "\n";
        var approvedFile = Path.Combine(SharedData.RepositoryRoot,
            "tests/ReferralSilo.Host.Tests/Fhir/fhir-r4-examples.approved.txt");
        var approved = File.Exists(approvedFile) ? File.ReadAllText(approvedFile) : "";
        if (received != approved)
            File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "fhir-r4-examples.received.txt"), received);
        Assert.Equal(approved, received);
    }

    private static string Name(string path) => Path.GetFileName(path);

    private static bool IsRequest(string path) => Name(path).StartsWith("ServiceRequest-", StringComparison.Ordinal);

    /// <summary>The answer of the ServiceRequest endpoint.</summary>
    private static string DescribePost(byte[] body)
    {
        var read = FhirReader.Read(body, "ServiceRequest");
        return read.Refusal is { } refusal ? Reason(refusal) : Describe(AResource.Map(body));
    }

    private static IEnumerable<string> InBundles(string file, string folder)
    {
        var request = AResource.Parse(File.ReadAllText(file));
        var subject = (string?)request["subject"]?["reference"];
        var own = Path.Combine(folder, $"{subject?.Replace('/', '-')}.json");
        if (subject is not null && File.Exists(own))
            yield return $"{Name(file)} with {Name(own)} | "
                + $"{Describe(AResource.Map(Bundle(request.DeepClone().AsObject(), own, folder)))}";
        request["subject"] = new JsonObject { ["reference"] = "Patient/f001" };
        yield return $"{Name(file)} for {ReachablePatient} | "
            + $"{Describe(AResource.Map(Bundle(request, Path.Combine(folder, ReachablePatient), folder)))}";
    }

    private static byte[] Bundle(JsonObject request, string patient, string folder)
    {
        var entries = new JsonArray(Entry(request), Entry(AResource.Parse(File.ReadAllText(patient))));
        var requester =
            Path.Combine(folder, $"{((string?)request["requester"]?["reference"])?.Replace('/', '-')}.json");
        if (File.Exists(requester)) entries.Add(Entry(AResource.Parse(File.ReadAllText(requester))));
        return AResource.Bytes(new JsonObject { ["resourceType"] = "Bundle", ["type"] = "transaction",
            ["entry"] = entries });
    }

    private static JsonObject Entry(JsonObject resource) =>
        AResource.Entry($"http://example.org/{resource["resourceType"]}/{resource["id"]}", resource);

    private static string Describe((MappingResult? Mapped, FhirRefusal? Refusal) answer)
    {
        if (answer.Refusal is { } refusal) return Reason(refusal);
        var input = answer.Mapped!.Input!;
        var parsed = OptionalValues.Parse(input, IntakeChannel.Fhir, null, new(2031, 3, 3));
        return parsed.Value is null ? $"refused: {string.Join(", ", parsed.Errors.Keys)}"
            : $"accepted: {input.Priority}, {input.Reason?.Codes?.Count ?? 0} codes, {input.Identifiers?.Count ?? 0} "
                + $"identifiers, {answer.Mapped.Issues.Count} warnings";
    }

    private static string Reason(FhirRefusal refusal)
    {
        Assert.InRange(refusal.Status, 400, 499);
        var issue = refusal.Issues.First(issue => issue.IsError);
        return $"refused: {issue.Expression}: {issue.Text}";
    }
}
