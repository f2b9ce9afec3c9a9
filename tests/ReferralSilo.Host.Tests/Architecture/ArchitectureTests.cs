using System.Reflection;
using System.Text.Json.Serialization;
using System.Xml.Linq;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Host.Tests.Architecture;

/// <summary>Checks project references, stored names and file sizes by reflection.</summary>
public sealed class ArchitectureTests
{
    private static readonly string[] Ours =
        ["Contracts", "Domain", "Storage", "Grains", "Console", "Api", "Fhir", "Messaging", "Identity", "Demo",
        "Host"];

    [Theory]
    [InlineData("Contracts", "")]
    [InlineData("Domain", "Contracts")]
    [InlineData("Storage", "Contracts Domain")]
    [InlineData("Console", "Contracts")]
    [InlineData("Grains", "Contracts Domain Storage")]
    [InlineData("Api", "Contracts Domain Storage Grains")]
    [InlineData("Fhir", "Contracts Domain Storage Grains Api")]
    [InlineData("Messaging", "Contracts Domain Storage Grains Api")]
    [InlineData("Identity", "Contracts Domain Storage Grains Api")]
    [InlineData("Demo", "Contracts Domain Storage Grains Api Identity")]
    [InlineData("Host", "Contracts Domain Storage Grains Console Api Fhir Messaging Identity Demo")]
    public void A_project_references_only_lower_layers(string project, string allowed)
    {
        var file = Path.Combine(SharedData.RepositoryRoot, "src", $"ReferralSilo.{project}",
            $"ReferralSilo.{project}.csproj");
        var references = XDocument.Load(file).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!)["ReferralSilo.".Length..]);
        var loaded = Of(project).GetReferencedAssemblies().Select(a => a.Name!)
            .Where(n => n.StartsWith("ReferralSilo.", StringComparison.Ordinal))
            .Select(n => n["ReferralSilo.".Length..]);

        Assert.Empty(references.Concat(loaded).Distinct().Except(allowed.Split(' ')));
    }

    [Theory]
    [InlineData("Contracts", "Orleans Microsoft.AspNetCore Npgsql Microsoft.Data NodaTime")]
    [InlineData("Domain",
        "Orleans Microsoft.AspNetCore Microsoft.Extensions Npgsql Microsoft.Data System.Data System.Net "
        + "System.IO.FileSystem")]
    [InlineData("Storage", "Orleans Microsoft.AspNetCore")]
    [InlineData("Grains", "Npgsql Microsoft.Data Microsoft.AspNetCore")]
    [InlineData("Console", "Orleans Npgsql Microsoft.Data")]
    [InlineData("Api", "Hl7 MailKit MimeKit Microsoft.EntityFrameworkCore OpenIddict Npgsql Microsoft.Data")]
    [InlineData("Fhir", "Microsoft.EntityFrameworkCore OpenIddict Npgsql Microsoft.Data")]
    [InlineData("Messaging", "Hl7 Microsoft.EntityFrameworkCore OpenIddict Npgsql Microsoft.Data")]
    [InlineData("Identity", "Hl7 PhoneNumbers")]
    [InlineData("Demo", "Hl7 PhoneNumbers Microsoft.EntityFrameworkCore OpenIddict Npgsql Microsoft.Data")]
    public void A_project_does_not_reference_forbidden_libraries(string project, string forbidden) =>
        Assert.DoesNotContain(Of(project).GetReferencedAssemblies().Select(a => a.Name!), name =>
            forbidden.Split(' ').Any(f => name == f || name.StartsWith(f + ".", StringComparison.Ordinal)));

    [Fact]
    public void Exceptions_of_grain_calls_have_codecs()
    {
        var thrown = Of("Grains").GetTypes().Where(t => t.IsSubclassOf(typeof(Exception))).ToList();

        Assert.Equal([typeof(GrainFailedException), typeof(OutcomeUnknownException)],
            thrown.OrderBy(t => t.Name, StringComparer.Ordinal));
        Assert.All(thrown, t => Assert.NotNull(t.GetCustomAttribute<Orleans.GenerateSerializerAttribute>()));
        Assert.All(thrown, t => Assert.NotNull(t.GetCustomAttribute<Orleans.AliasAttribute>()));
    }

    [Fact]
    public void The_alias_of_a_generic_type_has_its_arity() =>
        Assert.All(Of("Grains").GetTypes()
            .Where(t => t.IsGenericTypeDefinition && t.GetCustomAttribute<Orleans.AliasAttribute>() is not null),
            t => Assert.EndsWith($"`{t.GetGenericArguments().Length}",
                t.GetCustomAttribute<Orleans.AliasAttribute>()!.Alias, StringComparison.Ordinal));

    [Fact]
    public void Grains_and_their_interfaces_have_fixed_wire_names()
    {
        var types = Of("Grains").GetTypes();

        Assert.Empty(types.Where(t => t is { IsInterface: true } && typeof(IAddressable).IsAssignableFrom(t)
            && !t.Namespace!.StartsWith("OrleansCodeGen", StringComparison.Ordinal)
            && (t.GetCustomAttribute<GrainInterfaceTypeAttribute>() is null || t.GetMethods()
                .Any(m => m.GetCustomAttribute<Orleans.AliasAttribute>() is null))).Select(t => t.Name));
        Assert.Empty(types.Where(t => typeof(Orleans.Grain).IsAssignableFrom(t)
            && t.GetCustomAttribute<GrainTypeAttribute>() is null).Select(t => t.Name));
    }

    [Fact]
    public void Every_type_of_a_stored_family_has_a_wire_name()
    {
        var families = Of("Domain").GetTypes().Where(t => t.GetCustomAttributes<JsonDerivedTypeAttribute>(false).Any())
            .ToList();

        Assert.NotEmpty(families);
        foreach (var family in families)
            Assert.Equivalent(Of("Domain").GetTypes().Where(t => t.IsSubclassOf(family) && !t.IsAbstract),
                family.GetCustomAttributes<JsonDerivedTypeAttribute>(false).Select(a => a.DerivedType), strict: true);
    }

    [Fact]
    public void No_file_is_longer_than_four_hundred_lines()
    {
        var files = ((string[])["src", "tests"])
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(SharedData.RepositoryRoot, folder), "*.*",
                SearchOption.AllDirectories)).Where(f => ((string[])[".cs", ".razor", ".sql", ".js", ".css"])
                .Contains(Path.GetExtension(f)) && !f.Contains("/bin/") && !f.Contains("/obj/"));

        Assert.Empty(files.Where(f => File.ReadLines(f).Count() > 400)
            .Select(f => Path.GetRelativePath(SharedData.RepositoryRoot, f)));
    }

    [Fact]
    public void Tests_do_not_sleep()
    {
        // Helpers that poll for a condition.
        string[] allowed = ["tests/ReferralSilo.Testing/Eventually.cs",
            "tests/ReferralSilo.Host.Tests/Security/SecurityHost.cs",
            "tests/ReferralSilo.Host.Tests/Security/AccessRevocationMonitorTests.cs",
            "tests/ReferralSilo.Host.Tests/Architecture/ArchitectureTests.cs"];
        var files = Directory.EnumerateFiles(Path.Combine(SharedData.RepositoryRoot, "tests"), "*.cs",
            SearchOption.AllDirectories).Select(f => Path.GetRelativePath(SharedData.RepositoryRoot, f))
            .Where(f => f.Contains(".Tests/") && !f.Contains("/bin/") && !f.Contains("/obj/") && !allowed.Contains(f));

        Assert.DoesNotContain(files, f =>
            File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, f)) is var text
            && (text.Contains("Task.Delay(") || text.Contains("Thread.Sleep(")));
    }

    [Fact]
    public void Every_project_is_tested() =>
        Assert.Equal(Ours.Order(), Directory.GetDirectories(Path.Combine(SharedData.RepositoryRoot, "src"),
            "ReferralSilo.*").Select(d => Path.GetFileName(d)["ReferralSilo.".Length..]).Order());

    private static Assembly Of(string project) => Assembly.Load($"ReferralSilo.{project}");
}
