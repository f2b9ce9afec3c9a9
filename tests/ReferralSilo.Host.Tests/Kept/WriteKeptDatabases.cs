using System.Text.Json.Serialization;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Sources;
using ReferralSilo.Storage;

namespace ReferralSilo.Host.Tests.Kept;

/// <summary>Writes the kept databases of the present version; run by hand before a release, see the README.</summary>
public sealed class WriteKeptDatabases
{
    [Fact(Explicit = true)]
    public async Task Of_this_version()
    {
        var release = "v" + XDocument.Load(Path.Combine(SharedData.RepositoryRoot, "Directory.Build.props"))
            .Descendants("Version").Single().Value;
        var folder = KeptHost.Folder(release);
        Assert.False(Directory.Exists(folder), $"{folder} exists. A kept database of a release never changes.");
        Directory.CreateDirectory(folder);
        string[] events = [];
        foreach (var engine in Enum.GetValues<StorageEngine>())
        {
            var host = await KeptHost.Empty(engine);
            await KeptContent.Write(host.Services);
            events = await KeptStreams.EventNames(host.Services.GetRequiredService<ILedger>());
            await host.Keep(release);
        }

        Assert.Empty(Every(typeof(ReferralEvent), "referral").Concat(Every(typeof(ScheduleEvent), "schedule"))
            .Concat(Every(typeof(SourceEvent), "source")).Append("referral-numbers numbers-taken").Except(events));
        await File.WriteAllLinesAsync(Path.Combine(folder, "events.txt"), events);
        await using var kept = await KeptHost.Of(StorageEngine.Sqlite, release);
        await File.WriteAllTextAsync(Path.Combine(folder, "answers.approved.txt"), await KeptAnswers.Of(kept.Api));
    }

    private static IEnumerable<string> Every(Type family, string kind) =>
        family.GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>()
            .Select(a => $"{kind} {a.TypeDiscriminator}");
}
