/** A shop made with React, in its strict mode: each effect runs twice. */
import {StrictMode, useCallback, useState} from 'react';
import {createRoot} from 'react-dom/client';
import {HelpshiftChat} from 'docs:src/HelpshiftChat.jsx';

const {users, heard} = window.shop;

function Shop() {
  const [chats, setChats] = useState([]);
  const [user, setUser] = useState(null);
  const [isHidden, setHidden] = useState(false);
  const [unread, setUnread] = useState(0);
  const handleUnread = useCallback((unreadCount) => {
    heard.push(unreadCount);
    setUnread(unreadCount);
  }, []);
  return (
    <main>
      <button onClick={() => setChats([...chats, chats.length])}>Mount</button>
      <button onClick={() => setChats(chats.slice(1))}>Unmount</button>
      <button onClick={() => setUser(users.ann)}>Log in as Ann</button>
      <button onClick={() => setUser(users.bob)}>Log in as Bob</button>
      <button onClick={() => setUser(null)}>Log out</button>
      <button onClick={() => setHidden(!isHidden)}>Hide or show</button>
      <output>{unread} unread</output>
      {chats.map((key) => (
        <HelpshiftChat key={key} user={user} isHidden={isHidden} onUnread={handleUnread} />
      ))}
    </main>
  );
}

createRoot(document.querySelector('#shop')).render(
  <StrictMode>
    <Shop />
  </StrictMode>,
);
