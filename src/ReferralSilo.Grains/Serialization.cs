using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Grains;

/// <summary>
/// How types of Domain, Contracts and NodaTime cross grain calls: as JSON between silos, as the same reference within
/// one. They are immutable records, so a copy would only cost.
/// </summary>
public static class GrainSerialization
{
    /// <summary>For silo and client alike: without the allowed assemblies it fails at run time.</summary>
    public static IServiceCollection AddReferralSiloSerialization(this IServiceCollection services)
    {
        var codec = new JsonValueCodec(IsOurs, Options());
        services.AddSingleton<IGeneralizedCodec>(codec).AddSingleton<IGeneralizedCopier>(codec);
        services.AddSerializer();
        services.Configure<TypeManifestOptions>(manifest =>
        {
            manifest.AddAllowedAssembly(typeof(BoardRow).Assembly);
            manifest.AddAllowedAssembly(typeof(ReferralId).Assembly);
            manifest.AddAllowedAssembly(typeof(Instant).Assembly);
        });
        return services;
    }

    private static bool IsOurs(Type type) =>
        type.Assembly == typeof(BoardRow).Assembly || type.Assembly == typeof(ReferralId).Assembly
            || type.Assembly == typeof(Instant).Assembly;

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(ReferralJson.Options)
        {
            TypeInfoResolver = JsonTypeInfoResolver.Combine(
                ReferralJson.Options.TypeInfoResolver,
                    new DefaultJsonTypeInfoResolver { Modifiers = { WriteWhatWasGiven } }),
        };
        foreach (var converter in ScheduleJson.Options.Converters) options.Converters.Add(converter);
        return options;
    }

    // A need-by that is cleared must not become one that nobody spoke of.
    private static void WriteWhatWasGiven(JsonTypeInfo type)
    {
        if (type.Type != typeof(Prioritize)) return;
        foreach (var property in type.Properties.Where(p => p.PropertyType == typeof(DateTimeOffset?)))
            property.ShouldSerialize = (command, _) => ((Prioritize)command).NeedByGiven;
    }
}

/// <summary>Settings are stored as JSON by the contract's rules. Chosen before the first release: stored rows do not
/// convert.</summary>
public sealed class SettingsJsonSerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, ContractsJson.Options));

    public T Deserialize<T>(BinaryData input) =>
        JsonSerializer.Deserialize<T>(input.ToMemory().Span, ContractsJson.Options)!;
}
