using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;
using Npgsql;
using Orleans.Metadata;
using ReferralSilo.Host;
using ReferralSilo.Host.Setup;
using ReferralSilo.Storage;

namespace ReferralSilo.Faults.Planted;

/// <summary>
/// The verb <c>silo BUG TROUBLES AHEAD</c> followed by the program's arguments: the real program with some services
/// replaced and its clock AHEAD seconds ahead.
/// </summary>
internal static class PlantedSilo
{
    public static IReadOnlyList<string> Program(PlantedBug bug, Troubles troubles, int ahead = 0) =>
        [typeof(PlantedSilo).Assembly.Location, "silo", $"{bug}", $"{troubles}",
            ahead.ToString(CultureInfo.InvariantCulture)];

    public static Task<int> Run(string bug, string troubles, string ahead, string[] arguments) =>
        HostStart.Run(arguments, async (options, loggers) =>
    {
        await using var stores = await Stores.Open(options.Storage, loggers);
        await using var database = NpgsqlDataSource.Create(options.Storage.ConnectionString!);
        await using var app = await HostProgram.Build(options, stores, builder => Plant(
            builder, stores.Ledger.Ledger, database, Enum.Parse<PlantedBug>(bug), Enum.Parse<Troubles>(troubles),
            TimeSpan.FromSeconds(int.Parse(ahead, CultureInfo.InvariantCulture))));
        await app.RunUntilStopped(options);
    });

    private static void Plant(WebApplicationBuilder builder, ILedger ledger, NpgsqlDataSource database, PlantedBug bug,
        Troubles troubles, TimeSpan ahead)
    {
        var (feed, clock) = (new NumberedFeed(), new ShiftedClock(ahead));
        builder.Services.Replace(ServiceDescriptor.Singleton<IClock>(clock));
        builder.Services.Replace(
            ServiceDescriptor.Singleton<ILedger>(new PlantedLedger(ledger, bug, troubles, feed, database)));
        builder.Services.AddSingleton<IIncomingGrainCallFilter>(new PlantedCalls(bug, troubles, feed, clock));
        if (bug == PlantedBug.CheckThenInsert)
            builder.Services.AddSingleton<IGrainPropertiesProvider, ReentrantSchedules>();
        if (bug == PlantedBug.EveryFrameQueued)
            builder.Services.Configure<HubOptions>(hub => hub.AddFilter<EveryFrameQueued>());
        if (bug == PlantedBug.OneFrameAtATime)
            builder.Services.Configure<HubOptions>(hub => hub.AddFilter<OneFrameAtATime>());
        if (bug == PlantedBug.AnyBoard) builder.Services.Configure<HubOptions>(hub => hub.AddFilter<AnyBoard>());
    }
}
