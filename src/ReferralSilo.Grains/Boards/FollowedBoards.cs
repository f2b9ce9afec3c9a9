using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Grains.Routing;

namespace ReferralSilo.Grains.Boards;

/// <summary>A kind of board that <see cref="FollowedBoardGrain"/> hosts.</summary>
/// <param name="Name">Beginning of the boards' names, e.g. <c>source</c>.</param>
/// <param name="Type">Class of the boards.</param>
public sealed record FollowedBoardKind(string Name, Type Type);

/// <summary>Creates the boards of all registered kinds.</summary>
public sealed class FollowedBoards(IEnumerable<FollowedBoardKind> kinds, IServiceProvider services)
{
    private readonly FrozenDictionary<string, Type> _types = kinds.ToFrozenDictionary(k => k.Name, k => k.Type);

    /// <summary>Creates the board with this name, e.g. <c>source/hilltop</c>.</summary>
    public IFollowedBoard Create(string board)
    {
        var slash = board.IndexOf('/');
        return (IFollowedBoard)ActivatorUtilities.CreateInstance(
            services, _types[board[..slash]], board[(slash + 1)..]);
    }
}

/// <summary>Registers kinds of boards.</summary>
internal static class FollowedBoardRegistration
{
    /// <summary>Registers a kind and its route.</summary>
    public static IServiceCollection AddFollowedBoard<TBoard>(this IServiceCollection services, string kind)
        where TBoard : IFollowedBoard =>
        services.AddSingleton(new FollowedBoardKind(kind, typeof(TBoard))).AddSingleton(Route(kind));

    // Streams of other grains may have the same name as a kind of board.
    private static GrainRoute Route(string kind) => new($"board-{kind}", typeof(IBoardHost),
        (grains, id) => grains.GetGrain<IBoardHost>(GrainId.Create(FollowedBoardGrain.Type, $"{kind}/{id}")), [kind]);
}
